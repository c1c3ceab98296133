import type { Clock } from '@parley/kernel/clock';
import { AppError } from '@parley/kernel/errors';
import type { Cache } from './cache.ts';
import { memoryCache } from './memory-cache.ts';

/** Keys that are remembered while the shared counters are away. */
const MAX_KEYS = 100_000;

/**
 * Limits that hold on for this process alone while the shared counters are away, so that nobody is turned away for that: several
 * processes then allow as many times more. Not for what must not be guessed or sent without being counted: that asks the cache itself.
 */
export function limitWithFallback(cache: Pick<Cache, 'limit'>, clock: Clock): Pick<Cache, 'limit'> {
  const own = memoryCache({ clock, maxEntries: MAX_KEYS });
  // What expires unread makes room when there is need of it.
  own.stop();
  return {
    async limit(key, rule, cost) {
      try {
        return await cache.limit(key, rule, cost);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'cache.unavailable') throw error;
        return own.limit(key, rule, cost);
      }
    },
  };
}
