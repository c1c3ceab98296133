import type { EditRecord, Message, Receipt } from '@parley/protocol/message';
import type { Page } from '@parley/protocol/page';
import type { SearchHit } from '@parley/protocol/search';
import type { Commands } from '../outbox/commands.ts';
import { type Http, query } from './http.ts';
import type { MessagesApi } from './messages.ts';
import { scheduling } from './scheduling.ts';

export interface MessagesContext {
  readonly http: Http;
  readonly commands: Commands;
  /** Draws the id of a message that is not there yet. */
  readonly clientMsgId: () => string;
  readonly typing: (chatId: string, active: boolean) => void;
}

export function createMessages({ http, commands, clientMsgId, typing }: MessagesContext): MessagesApi {
  return {
    send: commands.send,
    retry: commands.retry,
    discard: commands.discard,
    edit: commands.edit,
    delete: commands.delete,
    react: commands.react,
    star: commands.star,
    forward: commands.forward,
    markRead: commands.markRead,
    typing: (chatId, active = true) => typing(chatId, active),
    ...scheduling(http, clientMsgId),
    async search({ query: q, from, to, ...rest }) {
      const times = { from: isoOf(from), to: isoOf(to) };
      const { items, nextCursor } = await http.call<Page<SearchHit>>('GET', `/search/messages${query({ q, ...rest, ...times })}`);
      return nextCursor === null ? { items } : { items, nextCursor };
    },
    get: (messageId) => http.call<Message>('GET', `/messages/${messageId}`),
    history: async (messageId) => (await http.call<Page<EditRecord>>('GET', `/messages/${messageId}/history`)).items,
    info: async (messageId) => (await http.call<Page<Receipt>>('GET', `/messages/${messageId}/info`)).items,
  };
}

function isoOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
