import { callingUser } from '@parley/kernel/call';
import type { Plain } from '@parley/kernel/contract';
import type { Change, SyncResponse } from '@parley/proto/parley/message/v1/message_pb';
import { fail } from '@parley/protocol/errors';
import { PAGE_SIZE_MAX } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { fillPage, type Portion } from '../domain/fill-page.ts';
import { parseLimit } from '../domain/input.ts';
import { decodeSyncCursor, encodeSyncCursor, isAhead, type Snapshot, type SyncCursor } from '../domain/sync-cursor.ts';
import { LIST_START, listChats, readChatStates } from '../store/chat-states.ts';
import { renderMessages } from '../store/render-messages.ts';
import { type ChangeRow, newestSeen, type Range, readChanges, readPresent, readRanges, scanChanged } from '../store/sync-scan.ts';

/** Messages and changes of a page. */
const LIMIT_MAX = 500;
/** Messages that come with each chat the first time: about a screen. */
const FIRST_MESSAGES = 20;
/** Chats of a page, whatever its limit. */
const CHATS_MAX = 100;
const FIRST_CHAT = '00000000-0000-0000-0000-000000000000';

type Context = Pick<MessageContext, 'db' | 'privacy' | 'clock'>;
type Answer = Plain<SyncResponse>;

/**
 * What the caller missed since a cursor (C9).
 *
 * A run of pages covers exactly what lies between two snapshots of the database, `from` (what the device has) and `to` (taken with the
 * first page of the run): rows carry the transaction that wrote them, so each is in one run and in no other, however long transactions
 * take and whatever is written meanwhile; and each page goes on where the one before ended. The states of chats are as they are now;
 * one that changes during a run is told again by the next.
 *
 * Without a cursor the first run tells of the chats by latest activity with the last messages of each. A cursor of another database, or
 * of one that was restored to an earlier time, is refused: numbers that the device knows may be given to other messages now, so it has to
 * forget what it fetched before it starts over.
 * @throws `request.invalid`, `sync.cursor_invalid`.
 */
export function sync(context: Context): Methods['sync'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const limit = parseLimit(request.limit, PAGE_SIZE_MAX, LIMIT_MAX);
      const cursor = request.cursor === undefined ? undefined : decodeSyncCursor(request.cursor);
      const { epoch, now } = await readPresent(context.db);
      if (cursor === undefined) return firstPage(context, userId, limit, { epoch, to: now, list: LIST_START });
      if (cursor.epoch !== epoch || snapshotsOf(cursor).some((snapshot) => isAhead(snapshot, now)))
        throw fail('sync.cursor_invalid');
      const { from, to = now } = cursor;
      if (from === undefined) return firstPage(context, userId, limit, { epoch, to, list: cursor.list ?? LIST_START });
      return missedPage(context, userId, limit, { epoch, from, to, at: cursor.at });
    },
  };
}

function snapshotsOf({ from, to }: SyncCursor): Snapshot[] {
  return [from, to].filter((snapshot) => snapshot !== undefined);
}

interface FirstRun {
  readonly epoch: string;
  readonly to: Snapshot;
  readonly list: NonNullable<SyncCursor['list']>;
}

async function firstPage(context: Context, userId: string, limit: number, { epoch, to, list }: FirstRun): Promise<Answer> {
  const messagesEach = Math.min(FIRST_MESSAGES, limit);
  const chats = Math.min(CHATS_MAX, Math.max(1, Math.floor(limit / messagesEach)));
  const found = await listChats(context.db, userId, list, chats + 1);
  const page = found.slice(0, chats);
  const chatIds = page.map((place) => place.chatId);
  const ranges = await newestSeen(context.db, userId, chatIds, to, messagesEach);
  const [states, messages] = await Promise.all([readChatStates(context, userId, chatIds), readMessages(context, userId, ranges)]);
  const last = page.at(-1);
  const hasMore = found.length > chats && last !== undefined;
  const cursor = encodeSyncCursor(hasMore ? { epoch, to, list: last } : { epoch, from: to });
  return { cursor, chats: states, messages, changes: [], removedChatIds: [], hasMore };
}

interface LaterRun {
  readonly epoch: string;
  readonly from: Snapshot;
  readonly to: Snapshot;
  readonly at: SyncCursor['at'];
}

async function missedPage(context: Context, userId: string, limit: number, run: LaterRun): Promise<Answer> {
  const { epoch, from, to, at } = run;
  const begun = at !== undefined && at.seq > 0;
  const found = await scanChanged(context.db, userId, run, { chatId: at?.chatId ?? FIRST_CHAT, begun }, CHATS_MAX + 1);
  const missing = found
    .slice(0, CHATS_MAX)
    .map((chat) =>
      begun && chat.chatId === at.chatId
        ? { ...chat, seqFrom: Math.max(chat.seqFrom, at.seq), versionFrom: Math.max(chat.versionFrom, at.version), begun: true }
        : { ...chat, begun: false },
    );
  const removed = new Set(missing.filter((chat) => chat.removed).map((chat) => chat.chatId));
  const { portions, next } = fillPage(missing, limit);
  const beyond = found[CHATS_MAX];
  const goOn = next ?? (beyond === undefined ? undefined : { chatId: beyond.chatId, seq: 0, version: 0 });
  const told = portions.filter((portion) => !removed.has(portion.chatId));
  const [chats, messages, changes] = await Promise.all([
    readChatStates(
      context,
      userId,
      told.filter((portion) => !portion.begun).map((portion) => portion.chatId),
    ),
    readMessages(context, userId, told.map(seqRange)),
    changesOf(context, userId, told.map(versionRange)),
  ]);
  return {
    cursor: encodeSyncCursor(goOn === undefined ? { epoch, from: to } : { epoch, from, to, at: goOn }),
    ...{ chats, messages, changes },
    removedChatIds: portions.filter((portion) => removed.has(portion.chatId)).map((portion) => portion.chatId),
    hasMore: goOn !== undefined,
  };
}

const seqRange = ({ chatId, seqFrom, seqTo }: Portion): Range => ({ chatId, low: seqFrom, high: seqTo });
const versionRange = ({ chatId, versionFrom, versionTo }: Portion): Range => ({ chatId, low: versionFrom, high: versionTo });

async function readMessages(context: Context, userId: string, ranges: readonly Range[]): Promise<Answer['messages']> {
  return renderMessages(context, userId, await readRanges(context.db, userId, ranges));
}

/** Changes with the message as it is now; without it where the caller has hidden it. */
async function changesOf(context: Context, userId: string, ranges: readonly Range[]): Promise<Plain<Change>[]> {
  const rows = await readChanges(context.db, userId, ranges);
  const wanted = new Map(rows.map(({ chatId, seq }) => [keyOf(chatId, seq), { chatId, low: seq, high: seq }]));
  const messages = await readMessages(context, userId, [...wanted.values()]);
  const byKey = new Map(messages.map((message) => [keyOf(message.chatId, message.seq), message]));
  return rows.map((row: ChangeRow) => {
    const message = byKey.get(keyOf(row.chatId, row.seq));
    return message === undefined ? row : { ...row, message };
  });
}

const keyOf = (chatId: string, seq: number): string => `${chatId} ${seq}`;
