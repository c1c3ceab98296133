import type { Cache } from '@parley/cache/cache';
import { formatVouchers, parseVouchers, type Vouchers } from './domain/vouchers.ts';

const keyOf = (userId: string): string => `presence:online:${userId}`;

/** Who vouches for each of these people now. @throws `cache.unavailable` */
export async function readVouchers(
  cache: Cache,
  userIds: readonly string[],
  now: number,
  ttl: number,
): Promise<Map<string, Vouchers>> {
  const texts = userIds.length === 0 ? [] : await cache.getMany(userIds.map(keyOf));
  return new Map(userIds.map((userId, i) => [userId, parseVouchers(texts[i], now, ttl)]));
}

/** Keeps who vouches for each person, for `ttl` ms unless it is written again. @throws `cache.unavailable` */
export async function writeVouchers(cache: Cache, vouchers: ReadonlyMap<string, Vouchers>, ttl: number): Promise<void> {
  const kept = [...vouchers].filter(([, nodes]) => nodes.size > 0);
  const gone = [...vouchers].filter(([, nodes]) => nodes.size === 0);
  if (kept.length > 0)
    await cache.setMany(
      kept.map(([userId, nodes]) => ({ key: keyOf(userId), value: formatVouchers(nodes) })),
      ttl,
    );
  if (gone.length > 0) await cache.delete(gone.map(([userId]) => keyOf(userId)));
}
