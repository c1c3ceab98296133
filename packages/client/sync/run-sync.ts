import { ParleyError } from '../api/error.ts';
import { settleSendsUpTo } from '../outbox/settle-send.ts';
import type { Store } from '../store/store.ts';
import { drain } from './drain.ts';
import { forgetFetched } from './forget.ts';
import { type Held, highestHeldVersion } from './held.ts';
import type { SyncApi } from './sync-api.ts';
import type { TakeIn } from './take-in.ts';
import { takeSyncPage } from './take-sync-page.ts';

export interface SyncRun {
  readonly api: SyncApi;
  readonly store: Store;
  readonly held: Held;
  readonly takeIn: TakeIn;
  /** Called after the first page: the chat list can be shown. */
  readonly onFirstPage: () => void;
}

/** Asks for everything missed since the stored cursor and takes it in, page by page. Throws `ParleyError`; then it goes on from the last page. */
export async function runSync(run: SyncRun): Promise<void> {
  run.held.changesWait = true;
  const before = await whatIsKnown(run);
  await allPages(run);
  run.held.changesWait = false;
  await run.takeIn(async (intake) => {
    for (const id of before.accepted) await intake.tx.removeEntry(id);
    for (const [chatId, version] of before.versions) {
      const chat = await intake.tx.chat(chatId);
      if (chat === undefined) continue;
      const drained = await drain(intake, chat, version);
      if (drained.version >= version) continue;
      // The versions between belong to changes that this person can't see.
      const after = { ...drained, version };
      await intake.tx.putChat(after);
      await drain(intake, after);
    }
    for (const chat of await intake.tx.chats()) {
      // A gap that was known when this device was last shut down is known to nobody else.
      if (chat.chat.lastSeq > chat.head) intake.outcome.gaps.add(chat.id);
      await drain(intake, chat);
      if (before.sending.has(chat.id)) await settleSendsUpTo(intake.tx, chat.id, chat.head);
    }
  });
}

async function allPages({ api, store, takeIn, onFirstPage }: SyncRun): Promise<void> {
  let { cursor, unfinished } = await store.read(async (tx) => ({
    cursor: await tx.meta('cursor'),
    unfinished: await tx.meta('unfinishedSync'),
  }));
  const first = cursor === undefined;
  for (let pages = 0; ; pages++) {
    const page = await api.sync(cursor).catch(async (error: unknown) => {
      if (error instanceof ParleyError && error.code === 'sync.cursor_invalid') await store.write(forgetFetched);
      throw error;
    });
    await takeIn((intake) => takeSyncPage(intake, page, first));
    if (pages === 0) onFirstPage();
    cursor = page.cursor;
    if (page.hasMore) continue;
    // The pages of one sync tell of the time when it began. If that was on an earlier connection, more has happened since.
    if (unfinished !== true) return;
    unfinished = undefined;
  }
}

/** What the answer to a question asked from now on must contain. */
async function whatIsKnown({ store, held }: SyncRun) {
  return store.read(async (tx) => {
    const versions = new Map<string, number>();
    for (const chat of await tx.chats()) {
      const known = Math.max(chat.chat.messagesVersion, highestHeldVersion(held, chat.id));
      if (known > chat.version) versions.set(chat.id, known);
    }
    const done = (await tx.outbox()).filter(({ state }) => state === 'accepted');
    return {
      versions,
      accepted: done.filter(({ command }) => command.kind !== 'send').map(({ id }) => id),
      sending: new Set(done.filter(({ command }) => command.kind === 'send').map(({ chatId }) => chatId)),
    };
  });
}
