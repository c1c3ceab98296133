import { lowerBound, type MemoryTables } from './memory-tables.ts';
import type { MessageRecord, MetaValues } from './records.ts';
import type { StoreReader } from './store.ts';

/** Reads the tables as they are. */
export function memoryReader(tables: MemoryTables): StoreReader {
  return {
    async meta<K extends keyof MetaValues>(key: K) {
      return tables.meta.get(key) as MetaValues[K] | undefined;
    },
    chat: async (id) => tables.chats.get(id),
    chats: async () => [...tables.chats.values()],
    message: async (chatId, seq) => tables.messages.get(chatId)?.bySeq.get(seq),
    messageById: async (id) => tables.messageIds.get(id),
    async messages(chatId, { from, to, limit, nearest }) {
      const messages = tables.messages.get(chatId);
      if (messages === undefined) return [];
      const first = lowerBound(messages.seqs, from);
      const end = lowerBound(messages.seqs, to + 1);
      const seqs =
        nearest === 'from'
          ? messages.seqs.slice(first, Math.min(end, first + limit))
          : messages.seqs.slice(Math.max(first, end - limit), end);
      return seqs.flatMap((seq) => messages.bySeq.get(seq) ?? []);
    },
    async expiring(limit) {
      const at = ({ message }: MessageRecord): string => message.expiresAt ?? '';
      return [...tables.expiring.values()].sort((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0)).slice(0, limit);
    },
    users: async (ids) => ids.flatMap((id) => tables.users.get(id) ?? []),
    entry: async (id) => tables.outbox.get(id),
    async outbox(chatId) {
      const entries = [...tables.outbox.values()].filter((entry) => chatId === undefined || entry.chatId === chatId);
      return entries.sort((a, b) => a.order - b.order);
    },
  };
}
