import { AppError } from '@parley/kernel/errors';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { Methods, PresenceContext } from '../context.ts';
import type { Vouchers } from '../domain/vouchers.ts';
import { readVouchers } from '../online-store.ts';
import { readLastSeen } from '../store/last-seen.ts';
import type { Visibility } from '../visibility.ts';

/** People of one call, at the most: more than a connection or a page asks for. */
const MAX_PEOPLE = 1_000;

/**
 * The presence of people as far as the viewer may see it, in the order asked for. Without the cache it is unknown, which looks like
 * being hidden.
 * @throws `request.invalid`
 */
export function getPresence(
  { db, cache, clock, logger, ttl }: Pick<PresenceContext, 'db' | 'cache' | 'clock' | 'logger' | 'ttl'>,
  visibility: Visibility,
): Methods['getPresence'] {
  async function onlineNow(userIds: readonly string[]): Promise<Map<string, Vouchers> | undefined> {
    try {
      return await readVouchers(cache, userIds, clock.now(), ttl);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'cache.unavailable') throw error;
      logger.warn({ err: error }, 'who is online is unknown without the cache');
      return undefined;
    }
  }

  return {
    allow: ['service'],
    async handle({ viewerId, userIds }, call) {
      if (userIds.length > MAX_PEOPLE)
        throw fail('request.invalid', { issues: [{ path: 'userIds', message: `must name at most ${MAX_PEOPLE} people` }] });
      const people = [...new Set(userIds)];
      const visible = await visibility.visibleTo(viewerId, people.filter(isUuid), call);
      const online = await onlineNow([...visible]);
      const seen = online === undefined ? undefined : await readLastSeen(db, [...visible]);
      return {
        presences: people.map((userId) => {
          const nodes = visible.has(userId) ? online?.get(userId) : undefined;
          if (nodes === undefined) return { userId, visible: false, online: false };
          if (nodes.size > 0) return { userId, visible: true, online: true };
          const lastSeenAt = seen?.get(userId);
          return { userId, visible: true, online: false, ...(lastSeenAt !== undefined && { lastSeenAt }) };
        }),
      };
    },
  };
}
