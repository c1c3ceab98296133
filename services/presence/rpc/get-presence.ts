import { AppError } from '@parley/kernel/errors';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { Methods, PresenceContext } from '../context.ts';
import type { LastSeenJournal } from '../last-seen-journal.ts';
import type { Epochs } from '../online/epoch.ts';
import { type Whereabouts, whereAre } from '../online/places.ts';
import type { Visibility } from '../visibility.ts';

/** People of one call, at the most: more than a connection or a page asks for. */
const MAX_PEOPLE = 1_000;

interface Sources {
  readonly visibility: Visibility;
  readonly epochs: Epochs;
  readonly journal: LastSeenJournal;
}

/**
 * The presence of people as far as the viewer may see it, in the order asked for. Without the cache, and while nodes say again who is
 * connected to them, it is unknown.
 * @throws `request.invalid`
 */
export function getPresence(
  { cache, logger }: Pick<PresenceContext, 'cache' | 'logger'>,
  { visibility, epochs, journal }: Sources,
): Methods['getPresence'] {
  async function find(userIds: readonly string[]): Promise<Map<string, Whereabouts>> {
    if (userIds.length === 0) return new Map();
    try {
      return await whereAre(cache, userIds, await epochs.settled());
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'cache.unavailable') throw error;
      logger.debug({ err: error }, 'who is online is unknown without the cache');
      return new Map();
    }
  }

  return {
    allow: ['service'],
    async handle({ viewerId, userIds }, call) {
      if (userIds.length > MAX_PEOPLE)
        throw fail('request.invalid', { issues: [{ path: 'userIds', message: `must name at most ${MAX_PEOPLE} people` }] });
      const people = [...new Set(userIds)];
      const visible = await visibility.visibleTo(viewerId, people.filter(isUuid), call);
      const places = await find([...visible]);
      const seen = await journal.read([...visible].filter((userId) => places.get(userId) === 'offline'));
      return {
        presences: people.map((userId) => {
          if (!visible.has(userId)) return { userId, visible: false, online: false };
          const where = places.get(userId) ?? 'unknown';
          if (where === 'unknown') return { userId, visible: true, online: false, unknown: true };
          if (where === 'online') return { userId, visible: true, online: true };
          const lastSeenAt = seen.get(userId);
          return { userId, visible: true, online: false, ...(lastSeenAt !== undefined && { lastSeenAt }) };
        }),
      };
    },
  };
}
