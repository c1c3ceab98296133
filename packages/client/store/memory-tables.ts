import type { User } from '@parley/protocol/user';
import type { ChatRecord, MessageRecord, MetaValues, OutboxEntry } from './records.ts';

/** Messages of one chat, by seq. */
export interface MemoryMessages {
  /** Ascending. */
  readonly seqs: number[];
  readonly bySeq: Map<number, MessageRecord>;
}

/** What a memory store holds. */
export interface MemoryTables {
  readonly meta: Map<keyof MetaValues, unknown>;
  readonly chats: Map<string, ChatRecord>;
  readonly messages: Map<string, MemoryMessages>;
  readonly messageIds: Map<string, MessageRecord>;
  /** Those that disappear, by id. */
  readonly expiring: Map<string, MessageRecord>;
  readonly users: Map<string, User>;
  readonly outbox: Map<string, OutboxEntry>;
}

export function createMemoryTables(): MemoryTables {
  return {
    meta: new Map(),
    chats: new Map(),
    messages: new Map(),
    messageIds: new Map(),
    expiring: new Map(),
    users: new Map(),
    outbox: new Map(),
  };
}

/** Index of the first seq that is not below `seq`. */
export function lowerBound(seqs: readonly number[], seq: number): number {
  let low = 0;
  let high = seqs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((seqs[middle] ?? 0) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
