import type { User } from '@parley/protocol/user';
import type { ChatRecord, MessageRecord, MetaValues, OutboxEntry } from './records.ts';
import type { StoreChange } from './store-change.ts';

/**
 * The local database: everything the views show comes from it. Adapters: `memoryStore`, `indexedDbStore`; all pass the one
 * suite in `store-conformance.ts`.
 */
export interface Store {
  /** Names what is shared between tabs that use the same database; undefined when nothing is. */
  readonly sharedAs: string | undefined;
  /** Runs a task on one consistent state. The task may await nothing but `tx`. */
  read<T>(task: (tx: StoreReader) => Promise<T>): Promise<T>;
  /** Like `read`, with changes: all of them are kept or, when the task throws, none. Writes never overlap. */
  write<T>(task: (tx: StoreWriter) => Promise<T>): Promise<T>;
  /** Calls `listener` after each write that changed something, also of other tabs; the returned function stops it. */
  onChange(listener: (change: StoreChange) => void): () => void;
  close(): Promise<void>;
}

export interface MessageQuery {
  /** Lowest seq wanted. */
  readonly from: number;
  /** Highest seq wanted. */
  readonly to: number;
  readonly limit: number;
  /** Which end to start from; the answer ascends by seq either way. */
  readonly nearest: 'from' | 'to';
}

export interface StoreReader {
  meta<K extends keyof MetaValues>(key: K): Promise<MetaValues[K] | undefined>;
  chat(id: string): Promise<ChatRecord | undefined>;
  chats(): Promise<ChatRecord[]>;
  message(chatId: string, seq: number): Promise<MessageRecord | undefined>;
  messageById(id: string): Promise<MessageRecord | undefined>;
  /** Ascending by seq. */
  messages(chatId: string, query: MessageQuery): Promise<MessageRecord[]>;
  /** Messages that disappear, the next one first. */
  expiring(limit: number): Promise<MessageRecord[]>;
  users(ids: readonly string[]): Promise<User[]>;
  entry(id: string): Promise<OutboxEntry | undefined>;
  /** By order; of one chat, or of all. */
  outbox(chatId?: string): Promise<OutboxEntry[]>;
}

export interface StoreWriter extends StoreReader {
  setMeta<K extends keyof MetaValues>(key: K, value: MetaValues[K] | undefined): Promise<void>;
  putChat(chat: ChatRecord): Promise<void>;
  /** With its messages and outbox entries. */
  removeChat(id: string): Promise<void>;
  putMessages(messages: readonly MessageRecord[]): Promise<void>;
  removeMessage(chatId: string, seq: number): Promise<void>;
  putUsers(users: readonly User[]): Promise<void>;
  putEntry(entry: OutboxEntry): Promise<void>;
  removeEntry(id: string): Promise<void>;
  /** Empties the store. */
  clear(): Promise<void>;
}
