import { memoryReader } from './memory-reader.ts';
import { lowerBound, type MemoryMessages, type MemoryTables } from './memory-tables.ts';
import type { MetaValues } from './records.ts';
import type { StoreWriter } from './store.ts';

/** Changes the tables at once; `undo` gets, for each step, what takes it back. */
export function memoryWriter(tables: MemoryTables, undo: (step: () => void) => void): StoreWriter {
  const set = <K, V>(map: Map<K, V>, key: K, value: V | undefined) => {
    const before = map.get(key);
    if (before === undefined && value === undefined) return;
    undo(() => (before === undefined ? map.delete(key) : map.set(key, before)));
    if (value === undefined) map.delete(key);
    else map.set(key, value);
  };

  const messagesOf = (chatId: string): MemoryMessages => {
    const known = tables.messages.get(chatId);
    if (known !== undefined) return known;
    const fresh: MemoryMessages = { seqs: [], bySeq: new Map() };
    set(tables.messages, chatId, fresh);
    return fresh;
  };

  const dropMessage = (messages: MemoryMessages, seq: number) => {
    const record = messages.bySeq.get(seq);
    if (record === undefined) return;
    const index = lowerBound(messages.seqs, seq);
    messages.seqs.splice(index, 1);
    undo(() => messages.seqs.splice(index, 0, seq));
    set(messages.bySeq, seq, undefined);
    set(tables.messageIds, record.id, undefined);
    set(tables.expiring, record.id, undefined);
  };

  return {
    ...memoryReader(tables),
    async setMeta<K extends keyof MetaValues>(key: K, value: MetaValues[K] | undefined) {
      set<keyof MetaValues, unknown>(tables.meta, key, value);
    },
    async putChat(chat) {
      set(tables.chats, chat.id, chat);
    },
    async removeChat(id) {
      set(tables.chats, id, undefined);
      for (const record of tables.messages.get(id)?.bySeq.values() ?? []) {
        set(tables.messageIds, record.id, undefined);
        set(tables.expiring, record.id, undefined);
      }
      set(tables.messages, id, undefined);
      for (const entry of [...tables.outbox.values()]) if (entry.chatId === id) set(tables.outbox, entry.id, undefined);
    },
    async putMessages(records) {
      for (const record of records) {
        const messages = messagesOf(record.chatId);
        if (!messages.bySeq.has(record.seq)) {
          const index = lowerBound(messages.seqs, record.seq);
          messages.seqs.splice(index, 0, record.seq);
          undo(() => messages.seqs.splice(index, 1));
        }
        set(messages.bySeq, record.seq, record);
        set(tables.messageIds, record.id, record);
        set(tables.expiring, record.id, record.message.expiresAt === undefined ? undefined : record);
      }
    },
    async removeMessage(chatId, seq) {
      const messages = tables.messages.get(chatId);
      if (messages !== undefined) dropMessage(messages, seq);
    },
    async putUsers(users) {
      for (const user of users) set(tables.users, user.id, user);
    },
    async putEntry(entry) {
      set(tables.outbox, entry.id, entry);
    },
    async removeEntry(id) {
      set(tables.outbox, id, undefined);
    },
    async clear() {
      for (const map of Object.values(tables) as Map<unknown, unknown>[]) {
        const before = [...map];
        undo(() => {
          for (const [key, value] of before) map.set(key, value);
        });
        map.clear();
      }
    },
  };
}
