import type { Chat } from '@parley/protocol/chat';
import type { History } from '@parley/protocol/message';
import type { Sync } from '@parley/protocol/sync';

/** What the engine asks the server for. Each throws `ParleyError`. */
export interface SyncApi {
  sync(cursor: string | undefined): Promise<Sync>;
  chat(chatId: string): Promise<Chat>;
  history(chatId: string, query: HistoryQuery): Promise<History>;
}

/** At most one of the three; none: the latest. */
export interface HistoryQuery {
  readonly before?: number;
  readonly after?: number;
  readonly around?: number;
  readonly limit?: number;
}
