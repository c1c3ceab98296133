import type { Clock } from '@parley/kernel/clock';
import type { Cache } from './cache.ts';
import { decideLimit } from './gcra.ts';

export interface MemoryCacheOptions {
  readonly clock: Clock;
  /** Entries at the most; past it the oldest go first, expired or not. Default 1,000,000. */
  readonly maxEntries?: number;
}

interface Entry {
  value: string | Set<string>;
  /** Epoch ms from which it is gone. */
  expiresAt: number;
}

/** Ms between two sweeps of what expired unread. */
const SWEEP_EVERY = 30_000;

/** A cache of this process. `stop` ends its sweeps. */
export interface MemoryCache extends Cache {
  readonly size: number;
  stop(): void;
}

/** Makes an empty one. */
export function memoryCache({ clock, maxEntries = 1_000_000 }: MemoryCacheOptions): MemoryCache {
  const entries = new Map<string, Entry>();

  function find(key: string): Entry | undefined {
    const entry = entries.get(key);
    if (entry === undefined || entry.expiresAt > clock.now()) return entry;
    entries.delete(key);
    return undefined;
  }

  function text(key: string): string | undefined {
    const value = find(key)?.value;
    if (value instanceof Set) throw new TypeError(`${key} is a set`);
    return value;
  }

  function set(key: string): Set<string> | undefined {
    const value = find(key)?.value;
    if (typeof value === 'string') throw new TypeError(`${key} is not a set`);
    return value;
  }

  function store(key: string, value: string | Set<string>, ttlMs: number): void {
    // Taken out first, so that the map's order is the order of the last writes.
    entries.delete(key);
    if (ttlMs <= 0) return;
    entries.set(key, { value, expiresAt: clock.now() + ttlMs });
    if (entries.size <= maxEntries) return;
    const [oldest] = entries.keys();
    if (oldest !== undefined) entries.delete(oldest);
  }

  function sweep(): void {
    const now = clock.now();
    for (const [key, entry] of entries) if (entry.expiresAt <= now) entries.delete(key);
    cancelSweep = clock.schedule(SWEEP_EVERY, sweep);
  }
  let cancelSweep = clock.schedule(SWEEP_EVERY, sweep);

  return {
    get size() {
      return entries.size;
    },
    stop: () => cancelSweep(),

    get: async (key) => text(key),
    getMany: async (keys) => keys.map(text),
    set: async (key, value, ttlMs) => store(key, value, ttlMs),
    async setMany(pairs, ttlMs) {
      for (const { key, value } of pairs) store(key, value, ttlMs);
    },
    async setIfAbsent(key, value, ttlMs) {
      if (find(key) !== undefined) return false;
      store(key, value, ttlMs);
      return true;
    },
    async renew(key, ttlMs) {
      const entry = find(key);
      if (entry === undefined) return false;
      store(key, entry.value, ttlMs);
      return true;
    },
    async delete(keys) {
      for (const key of keys) entries.delete(key);
    },
    async increment(key, by, ttlMs) {
      const before = text(key);
      const entry = entries.get(key);
      if (before === undefined || entry === undefined) {
        store(key, String(by), ttlMs);
        return by;
      }
      const value = Number(before) + by;
      entry.value = String(value);
      return value;
    },
    async limit(key, rule, cost = 1) {
      const now = clock.now();
      const stored = text(key);
      const { verdict, arrival } = decideLimit(stored === undefined ? undefined : Number(stored), rule, cost, now);
      // Once the arrival time has passed, the state says no more than none does.
      if (verdict.allowed) store(key, String(arrival), arrival - now);
      return verdict;
    },
    async addToSets(changes, ttlMs) {
      return changes.map(({ key, members }) => {
        const known = set(key);
        const grown = known ?? new Set();
        for (const member of members) grown.add(member);
        store(key, grown, ttlMs);
        return known === undefined;
      });
    },
    async removeFromSets(changes) {
      return changes.map(({ key, members }) => {
        const known = set(key);
        if (known === undefined) return false;
        for (const member of members) known.delete(member);
        if (known.size > 0) return false;
        entries.delete(key);
        return true;
      });
    },
    async membersOf(keys, limit) {
      return keys.map((key) => [...(set(key) ?? [])].slice(0, limit));
    },
  };
}
