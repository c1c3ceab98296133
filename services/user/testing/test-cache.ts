import type { Cache } from '@parley/cache/cache';

/** The counters of the cache in memory, by the clock of the test. */
export function testCache(clock: { now(): number }): Cache {
  const counts = new Map<string, { value: number; until: number }>();
  const arrivals = new Map<string, number>();
  const unused = () => Promise.reject(new Error('not part of this test'));
  return {
    get: unused,
    getMany: unused,
    set: unused,
    setMany: unused,
    setIfAbsent: unused,
    delete: unused,
    async increment(key, by, ttlMs) {
      const known = counts.get(key);
      const live = known !== undefined && known.until > clock.now() ? known : { value: 0, until: clock.now() + ttlMs };
      counts.set(key, { ...live, value: live.value + by });
      return live.value + by;
    },
    async limit(key, { perSecond, burst }, cost = 1) {
      const interval = 1000 / perSecond;
      const arrival = Math.max(arrivals.get(key) ?? 0, clock.now()) + interval * cost;
      const wait = arrival - burst * interval - clock.now();
      if (wait > 0) return { allowed: false, retryAfterMs: wait };
      arrivals.set(key, arrival);
      return { allowed: true, retryAfterMs: 0 };
    },
  };
}
