import { ParleyError } from '../api/error.ts';
import type { Store } from '../store/store.ts';
import type { SyncApi } from './sync-api.ts';
import { takeChat } from './take-chat.ts';
import type { TakeIn } from './take-in.ts';

/** Fetches a chat and takes it in; drops it when this person has no part in it (any more). Throws `ParleyError`. */
export async function lookAtChat(chatId: string, api: SyncApi, store: Store, takeIn: TakeIn): Promise<void> {
  const entries = await store.read((tx) => tx.outbox(chatId));
  const accepted = entries.filter(({ state, command }) => state === 'accepted' && command.kind === 'settings');
  const chat = await api.chat(chatId).catch((error: unknown) => {
    if (error instanceof ParleyError && (error.status === 404 || error.status === 403)) return undefined;
    throw error;
  });
  await takeIn(async (intake) => {
    if (chat === undefined) {
      if ((await intake.tx.chat(chatId)) !== undefined) intake.outcome.removedChats.push(chatId);
      await intake.tx.removeChat(chatId);
      intake.held.chats.delete(chatId);
      return;
    }
    await takeChat(intake, chat, 'later');
    for (const { id } of accepted) await intake.tx.removeEntry(id);
  });
}
