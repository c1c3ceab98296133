import { indexedDbReader } from './indexeddb-reader.ts';
import type { IndexedDbTables } from './indexeddb-tables.ts';
import type { MetaValues } from './records.ts';
import type { StoreWriter } from './store.ts';

/** Writes the tables within the transaction that is under way. */
export function indexedDbWriter(tables: IndexedDbTables): StoreWriter {
  return {
    ...indexedDbReader(tables),
    async setMeta<K extends keyof MetaValues>(key: K, value: MetaValues[K] | undefined) {
      if (value === undefined) await tables.meta.delete(key);
      else await tables.meta.put({ key, value });
    },
    async putChat(chat) {
      await tables.chats.put(chat);
    },
    async removeChat(id) {
      await tables.chats.delete(id);
      await tables.messages.where('[chatId+seq]').between([id, 0], [id, Number.MAX_SAFE_INTEGER], true, true).delete();
      await tables.outbox.where('chatId').equals(id).delete();
    },
    async putMessages(messages) {
      await tables.messages.bulkPut([...messages]);
    },
    async removeMessage(chatId, seq) {
      await tables.messages.delete([chatId, seq]);
    },
    async putUsers(users) {
      await tables.users.bulkPut([...users]);
    },
    async putEntry(entry) {
      await tables.outbox.put(entry);
    },
    async removeEntry(id) {
      await tables.outbox.delete(id);
    },
    async clear() {
      for (const table of Object.values(tables)) await table.clear();
    },
  };
}
