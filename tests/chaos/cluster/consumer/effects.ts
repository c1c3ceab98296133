import { Database } from 'bun:sqlite';
import type { EventRecord } from '../history/records.ts';

/** Counts the messages of each chat, each event once, however often it comes and whenever the process dies. */
export interface Effects {
  /** Counts what is new of these, all or none. */
  apply(events: readonly Pick<EventRecord, 'id' | 'chats'>[]): void;
  counts(): Map<string, number>;
  close(): void;
}

/** Opens the counts in a file. */
export function openEffects(path: string): Effects {
  const database = new Database(path, { create: true });
  database.run('PRAGMA journal_mode = WAL');
  database.run('CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY) WITHOUT ROWID');
  database.run('CREATE TABLE IF NOT EXISTS counts (chat_id TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID');
  const see = database.query('INSERT INTO seen (id) VALUES (?) ON CONFLICT DO NOTHING');
  const add = database.query(
    'INSERT INTO counts (chat_id, count) VALUES (?, ?) ON CONFLICT (chat_id) DO UPDATE SET count = count + excluded.count',
  );
  const list = database.query<{ chat_id: string; count: number }, []>('SELECT chat_id, count FROM counts');
  return {
    apply: database.transaction((events: readonly Pick<EventRecord, 'id' | 'chats'>[]) => {
      for (const { id, chats } of events) {
        if (see.run(id).changes === 0) continue;
        for (const [chatId, , count] of chats) add.run(chatId, count);
      }
    }),
    counts: () => new Map(list.all().map(({ chat_id, count }) => [chat_id, count])),
    close: () => database.close(),
  };
}
