/** A map that forgets: each value after a time, and the oldest when there are too many. */
export interface ShortMemory<V> {
  get(key: string, now: number): V | undefined;
  set(key: string, value: V, now: number): void;
  delete(key: string): void;
  clear(): void;
  readonly size: number;
}

/** Values live `ttl` ms; there are at most `max` of them. */
export function createShortMemory<V>(ttl: number, max: number): ShortMemory<V> {
  const entries = new Map<string, { readonly value: V; readonly until: number }>();

  function forget(now: number): void {
    for (const [key, { until }] of entries) {
      if (until > now && entries.size <= max) return;
      entries.delete(key);
    }
  }

  return {
    get(key, now) {
      const entry = entries.get(key);
      return entry !== undefined && entry.until > now ? entry.value : undefined;
    },
    set(key, value, now) {
      entries.delete(key);
      entries.set(key, { value, until: now + ttl });
      forget(now);
    },
    delete: (key) => void entries.delete(key),
    clear: () => entries.clear(),
    get size() {
      return entries.size;
    },
  };
}
