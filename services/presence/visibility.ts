import { type Call, serviceCall } from '@parley/kernel/call';
import type { PresenceContext } from './context.ts';
import { createShortMemory } from './domain/short-memory.ts';

/** Ms for which a verdict holds: how late a changed privacy setting or a new block can take effect on what is asked for. */
const TTL_MS = 10_000;
const MAX_VERDICTS = 100_000;

/** Whose presence people may see. */
export interface Visibility {
  /** Those of `userIds` whose presence the viewer may see. One's own one always may. */
  visibleTo(viewerId: string, userIds: readonly string[], call: Call): Promise<ReadonlySet<string>>;
}

/** Asks the user service, in one call for all that it doesn't remember. */
export function createVisibility({ user, clock }: Pick<PresenceContext, 'user' | 'clock'>): Visibility {
  const verdicts = createShortMemory<boolean>(TTL_MS, MAX_VERDICTS);
  const keyOf = (viewerId: string, userId: string) => `${viewerId} ${userId}`;
  return {
    async visibleTo(viewerId, userIds, call) {
      const now = clock.now();
      const visible = new Set<string>();
      const unknown: string[] = [];
      for (const userId of userIds) {
        const verdict = userId === viewerId || verdicts.get(keyOf(viewerId, userId), now);
        if (verdict === undefined) unknown.push(userId);
        else if (verdict) visible.add(userId);
      }
      if (unknown.length === 0) return visible;
      const answer = new Set((await user.checkPresenceVisible({ viewerId, userIds: unknown }, serviceCall('presence', call))).visibleIds);
      for (const userId of unknown) {
        verdicts.set(keyOf(viewerId, userId), answer.has(userId), now);
        if (answer.has(userId)) visible.add(userId);
      }
      return visible;
    },
  };
}
