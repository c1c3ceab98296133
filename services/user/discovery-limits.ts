import type { Cache } from '@parley/cache/cache';
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

/** Counts a search; throws `rate.limited`. */
export async function chargeSearch(cache: Cache, userId: string): Promise<void> {
  refuseUnless(await cache.limit(`user:search:${userId}`, SEARCHES));
}

/** Counts numbers before they are looked up; throws `rate.limited`. When the limiter is gone nothing is looked up. */
export async function chargeLookups(cache: Cache, userId: string, numbers: number): Promise<void> {
  if (numbers > 0) refuseUnless(await cache.limit(`user:lookups:${userId}`, LOOKUPS, numbers));
}

/** Counts people found by number before they are told to the one who looked; throws `rate.limited` and then tells of none. */
export async function chargeConfirmations(cache: Cache, userId: string, people: number): Promise<void> {
  if (people === 0) return;
  const total = await cache.increment(`user:confirmed:${userId}`, people, DAY_MS);
  if (total <= CONFIRMATIONS_PER_DAY) return;
  await cache.increment(`user:confirmed:${userId}`, -people, DAY_MS);
  throw fail('rate.limited', { retryAfter: DAY_MS / 1000 });
}

function refuseUnless(verdict: { readonly allowed: boolean; readonly retryAfterMs: number }): void {
  if (!verdict.allowed) throw fail('rate.limited', { retryAfter: Math.ceil(verdict.retryAfterMs / 1000) });
}
