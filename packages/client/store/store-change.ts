import type { MetaValues } from './records.ts';

/** What a write touched; plain data, so that it can be posted to other tabs. */
export interface StoreChange {
  readonly meta: readonly (keyof MetaValues)[];
  /** Ids of chats whose record changed or went. */
  readonly chats: readonly string[];
  /** Ids of chats with changed messages. */
  readonly messages: readonly string[];
  /** Ids of chats with changed outbox entries. */
  readonly outbox: readonly string[];
  readonly users: readonly string[];
  /** The store was emptied before the rest. */
  readonly cleared: boolean;
}
