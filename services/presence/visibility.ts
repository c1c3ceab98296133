import { type Call, serviceCall } from '@parley/kernel/call';
import { LRUCache } from 'lru-cache';
import type { PresenceContext } from './context.ts';

/** Ms for which a verdict holds: how late a changed privacy setting or a new block can take effect on what is asked for. */
const TTL_MS = 10_000;
const MAX_VERDICTS = 20_000;

/** Whose presence people may see. */
export interface Visibility {
  /** Those of `userIds` whose presence the viewer may see. One's own one always may. */
  visibleTo(viewerId: string, userIds: readonly string[], call: Call): Promise<ReadonlySet<string>>;
}

interface Verdict {
  /** When it was asked for, epoch ms. */
  readonly at: number;
  readonly visible: boolean;
}

/** Asks the user service, in one call for all that it doesn't remember. */
export function createVisibility({ user, clock }: Pick<PresenceContext, 'user' | 'clock'>): Visibility {
  const verdicts = new LRUCache<string, Verdict>({ max: MAX_VERDICTS });
  const keyOf = (viewerId: string, userId: string) => `${viewerId} ${userId}`;
  return {
    async visibleTo(viewerId, userIds, call) {
      const at = clock.now();
      const visible = new Set<string>();
      const unknown: string[] = [];
      for (const userId of userIds) {
        const known = userId === viewerId ? { at, visible: true } : verdicts.get(keyOf(viewerId, userId));
        if (known === undefined || at - known.at >= TTL_MS) unknown.push(userId);
        else if (known.visible) visible.add(userId);
      }
      if (unknown.length === 0) return visible;
      const answer = await user.checkPresenceVisible({ viewerId, userIds: unknown }, serviceCall('presence', call));
      for (const userId of answer.visibleIds) visible.add(userId);
      for (const userId of unknown) verdicts.set(keyOf(viewerId, userId), { at, visible: visible.has(userId) });
      return visible;
    },
  };
}
