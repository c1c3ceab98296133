import { ParleyError } from '../api/error.ts';
import type { Store } from '../store/store.ts';
import type { HistoryQuery, SyncApi } from './sync-api.ts';
import { takeHistory } from './take-history.ts';
import type { TakeIn } from './take-in.ts';

/** How often a stretch is asked for while changes keep coming in between. */
const TRIES = 5;

/** Fetches a stretch of a chat's history into the store, for somebody who looks at it. Throws `ParleyError`. */
export async function fetchHistory(
  chatId: string,
  query: HistoryQuery,
  api: Pick<SyncApi, 'history'>,
  store: Store,
  takeIn: TakeIn,
): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    const chat = await store.read((tx) => tx.chat(chatId));
    if (chat === undefined) throw new ParleyError('chat.not_found', 'This chat is not on this device.', { status: 404 });
    const question = {
      chatId,
      knownTo: chat.chat.lastSeq,
      version: chat.version,
      ...(query.after === undefined ? {} : { after: query.after }),
      ...(query.before === undefined ? {} : { before: query.before }),
    };
    const answer = await api.history(chatId, query);
    if (await takeIn((intake) => takeHistory(intake, question, answer))) return;
  }
  throw new ParleyError('chat.busy', 'The chat changes too fast to be read. Try again.', { retryable: true });
}
