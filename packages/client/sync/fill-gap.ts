import type { Store } from '../store/store.ts';
import { type Held, highestHeld } from './held.ts';
import type { SyncApi } from './sync-api.ts';
import { takeHistory } from './take-history.ts';
import type { TakeIn } from './take-in.ts';

/** Messages asked for at once. */
const PAGE = 200;

/** Fetches what is missing between the head of a chat and the newest message that is known to exist. Throws `ParleyError`. */
export async function fillGap(chatId: string, api: SyncApi, store: Store, held: Held, takeIn: TakeIn): Promise<void> {
  for (;;) {
    const chat = await store.read((tx) => tx.chat(chatId));
    if (chat === undefined) return;
    const knownTo = Math.max(chat.chat.lastSeq, highestHeld(held, chatId));
    if (knownTo <= chat.head) return;
    const question = { chatId, after: chat.head, knownTo, version: chat.version };
    const answer = await api.history(chatId, { after: chat.head, limit: PAGE });
    await takeIn((intake) => takeHistory(intake, question, answer));
  }
}
