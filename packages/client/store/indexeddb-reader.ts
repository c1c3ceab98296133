import type { IndexedDbTables } from './indexeddb-tables.ts';
import type { MetaValues } from './records.ts';
import type { StoreReader } from './store.ts';

/** The largest count that IndexedDB takes (`unsigned long`); browsers throw at more, the stand-in for tests does not. */
const MAX_COUNT = 2 ** 32 - 1;

/** Reads the tables within the transaction that is under way. */
export function indexedDbReader(tables: IndexedDbTables): StoreReader {
  return {
    async meta<K extends keyof MetaValues>(key: K) {
      return (await tables.meta.get(key))?.value as MetaValues[K] | undefined;
    },
    chat: async (id) => await tables.chats.get(id),
    chats: async () => await tables.chats.toArray(),
    message: async (chatId, seq) => await tables.messages.get([chatId, seq]),
    messageById: async (id) => await tables.messages.where('id').equals(id).first(),
    async messages(chatId, { from, to, limit, nearest }) {
      const stretch = tables.messages.where('[chatId+seq]').between([chatId, from], [chatId, to], true, true);
      const atMost = Math.min(limit, MAX_COUNT);
      if (nearest === 'from') return await stretch.limit(atMost).toArray();
      return (await stretch.reverse().limit(atMost).toArray()).reverse();
    },
    expiring: async (limit) => await tables.messages.orderBy('message.expiresAt').limit(limit).toArray(),
    async users(ids) {
      return (await tables.users.bulkGet([...ids])).flatMap((user) => user ?? []);
    },
    entry: async (id) => await tables.outbox.get(id),
    async outbox(chatId) {
      const entries =
        chatId === undefined ? await tables.outbox.toArray() : await tables.outbox.where('chatId').equals(chatId).toArray();
      return entries.sort((a, b) => a.order - b.order);
    },
  };
}
