import type { Cache } from '@parley/cache/cache';
import { limitWithFallback } from '@parley/cache/limit-with-fallback';
import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import { fail } from '@parley/protocol/errors';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Searches by name: a person who types gets far, a script that walks the alphabet does not. */
const SEARCHES = { perSecond: 2, burst: 60 } as const;
/** Phone numbers looked up: the largest address books several times over, and as many again each day. */
const LOOKUPS = { perSecond: 5_000 / (DAY_MS / 1000), burst: 5_000 } as const;
/**
 * Numbers of people who are not contacts yet that one account may confirm in a day: five accounts that work together learn of at most
 * 5,000. WhatsApp, without such a limit, confirmed over 100 million an hour to five (arXiv 2511.20252).
 */
const CONFIRMATIONS_PER_DAY = 1_000;

/**
 * What keeps people from being collected. Counted in the cache; when that is gone, searches are counted by each process, and the other calls
 * reject with `cache.unavailable`: no number is looked up that can't be counted.
 */
export interface DiscoveryLimits {
  /** Counts a search; throws `rate.limited`. */
  search(userId: string): Promise<void>;
  /** Counts numbers before they are looked up; throws `rate.limited`. */
  lookups(userId: string, numbers: number): Promise<void>;
  /** Counts people found by number before they are told to the one who looked; throws `rate.limited`, and then tells of none. */
  confirmations(userId: string, people: number): Promise<void>;
}

/** The limits over a cache. Who walks through numbers is named in the log. */
export function discoveryLimits(cache: Cache, clock: Clock, logger: Logger): DiscoveryLimits {
  const searches = limitWithFallback(cache, clock);
  async function take(
    limits: Pick<Cache, 'limit'>,
    key: string,
    rule: typeof SEARCHES | typeof LOOKUPS,
    cost: number,
  ): Promise<void> {
    const verdict = await limits.limit(key, rule, cost);
    if (!verdict.allowed) throw fail('rate.limited', { retryAfter: Math.ceil(verdict.retryAfterMs / 1000) });
  }
  return {
    search: (userId) => take(searches, `user:search:${userId}`, SEARCHES, 1),
    async lookups(userId, numbers) {
      if (numbers > 0) await take(cache, `user:lookups:${userId}`, LOOKUPS, numbers);
    },
    async confirmations(userId, people) {
      if (people === 0) return;
      const key = `user:confirmed:${userId}`;
      if ((await cache.increment(key, people, DAY_MS)) <= CONFIRMATIONS_PER_DAY) return;
      await cache.increment(key, -people, DAY_MS);
      logger.warn({ userId }, 'an account has found as many people by phone number as it may in a day');
      throw fail('rate.limited', { retryAfter: DAY_MS / 1000 });
    },
  };
}

/** No limits: for load tests (`PARLEY_RATE_LIMIT=off`). */
export const noDiscoveryLimits: DiscoveryLimits = {
  search: async () => {},
  lookups: async () => {},
  confirmations: async () => {},
};
