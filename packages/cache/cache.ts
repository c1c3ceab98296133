import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';

/** Outcome of a rate limit check. */
export interface LimitVerdict {
  readonly allowed: boolean;
  /** Ms until the next try can be allowed; 0 when allowed. */
  readonly retryAfterMs: number;
}

/**
 * Counters and short-lived facts that may be lost: rate limits, presence, revocations (Redis in a cluster). Nothing here is
 * the only copy of anything. Every operation is atomic. Operations reject with `cache.unavailable` when the engine is gone;
 * the caller decides whether that means to let pass or to refuse.
 */
export interface Cache {
  get(key: string): Promise<string | undefined>;
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** `ttlMs` is how long the value lives. */
  set(key: string, value: string, ttlMs: number): Promise<void>;
  setMany(entries: readonly { readonly key: string; readonly value: string }[], ttlMs: number): Promise<void>;
  /** Sets only if the key is absent; tells whether it did. */
  setIfAbsent(key: string, value: string, ttlMs: number): Promise<boolean>;
  delete(keys: readonly string[]): Promise<void>;
  /** Adds `by` and answers the new value; the first addition starts the life time. */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
  /**
   * Generic cell rate algorithm (GCRA): `burst` at once, then `perSecond` on average. `cost` is what this try weighs.
   */
  limit(key: string, rule: { readonly perSecond: number; readonly burst: number }, cost?: number): Promise<LimitVerdict>;
}

export const cachePort: Port<Cache> = port<Cache>('cache');
