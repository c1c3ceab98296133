import type { Chat } from '@parley/protocol/chat';
import type { History } from '@parley/protocol/message';
import type { Sync } from '@parley/protocol/sync';
import type { SyncApi } from '../sync/sync-api.ts';
import { type Http, query } from './http.ts';

/** Messages and changes of one page of a sync. */
const SYNC_LIMIT = 500;

/** What the engine asks the server for, over REST. */
export function httpSync(http: Http): SyncApi {
  return {
    sync: (cursor) => http.call<Sync>('GET', `/sync${query({ cursor, limit: SYNC_LIMIT })}`),
    chat: (chatId) => http.call<Chat>('GET', `/chats/${chatId}`),
    history: (chatId, wanted) => http.call<History>('GET', `/chats/${chatId}/messages${query({ ...wanted })}`),
  };
}
