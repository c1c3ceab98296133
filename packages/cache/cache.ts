import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';

/** Outcome of a rate limit check. */
export interface LimitVerdict {
  readonly allowed: boolean;
  /** Ms until the next try can be allowed; 0 when allowed. */
  readonly retryAfterMs: number;
}

/** Members of one set, to be added or taken out. */
export interface SetChange {
  readonly key: string;
  readonly members: readonly string[];
}

/**
 * Counters and short-lived facts that may be lost: rate limits, presence (Redis in a cluster). Nothing here is the only copy of
 * anything. What is done to one key is atomic; what names several keys is atomic for each. Time is the engine's, so processes whose
 * clocks differ agree. Operations reject with `cache.unavailable` when the engine is gone, within a bounded time; the caller decides
 * whether that means to let pass or to refuse. After a rejection the change may have been made or not.
 */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** `ttlMs` is how long the value lives. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  setMany(entries: readonly { readonly key: string; readonly value: string }[], ttlMs: number): Promise<void>;
  /** Sets only if the key is absent; tells whether it did. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Gives what is there a new life time, and tells whether there was something. */
  renew(key: string, ttlMs: number): Promise<boolean>;
  delete(keys: readonly string[]): Promise<void>;
  /** Adds `by` and answers the new value; the first addition starts the life time. */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
  /**
   * Generic cell rate algorithm (GCRA): `burst` at once, then `perSecond` on average. `cost` is what this try weighs.
   */
  limit(key: string, rule: { readonly perSecond: number; readonly burst: number }, cost?: number): Promise<LimitVerdict>;
  /** Adds to sets, each of which then lives for `ttlMs`; tells for each whether it was empty before. An empty set is none. */
  addToSets(changes: readonly SetChange[], ttlMs: number): Promise<boolean[]>;
  /** Takes out of sets; tells for each whether its last member went by this. */
  removeFromSets(changes: readonly SetChange[]): Promise<boolean[]>;
  /** The members of each set in no order, `limit` of each at the most. */
  membersOf(keys: readonly string[], limit?: number): Promise<string[][]>;
}

export const cachePort: Port<Cache> = port<Cache>('cache');
