import type { User } from '@parley/protocol/user';
import type { Table } from 'dexie';
import type { ChatRecord, MessageRecord, OutboxEntry } from './records.ts';

/** The tables in the browser's database. */
export interface IndexedDbTables {
  readonly meta: Table<{ readonly key: string; readonly value: unknown }, string>;
  readonly chats: Table<ChatRecord, string>;
  readonly messages: Table<MessageRecord, [string, number]>;
  readonly users: Table<User, string>;
  readonly outbox: Table<OutboxEntry, string>;
}
