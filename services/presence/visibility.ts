import { VISIBILITY_SUBJECT } from '@parley/bus/live';
import { type Call, serviceCall } from '@parley/kernel/call';
import { LRUCache } from 'lru-cache';
import type { PresenceContext } from './context.ts';

/** Ms for which a verdict holds although nothing was heard: how late a change that was not told takes effect on what is asked for. */
const TTL_MS = 10_000;
const MAX_VERDICTS = 20_000;

/** Whose presence people may see. */
export interface Visibility {
  /** Those of `userIds` whose presence the viewer may see. One's own one always may. */
  visibleTo(viewerId: string, userIds: readonly string[], call: Call): Promise<ReadonlySet<string>>;
  stop(): void;
}

interface Verdict {
  /** When it was asked for, epoch ms. */
  readonly at: number;
  readonly visible: boolean;
}

/** Asks the user service, in one call for all that it doesn't remember, and forgets what blocks and settings have changed. */
export function createVisibility({ user, clock, live }: Pick<PresenceContext, 'user' | 'clock' | 'live'>): Visibility {
  const verdicts = new LRUCache<string, Verdict>({ max: MAX_VERDICTS });
  /** Grows with each change; an answer that was under way across one is not remembered. */
  let changes = 0;
  const keyOf = (viewerId: string, userId: string) => `${viewerId} ${userId}`;

  function forget(userId: string, viewerId: string | undefined): void {
    changes += 1;
    if (viewerId !== undefined) verdicts.delete(keyOf(viewerId, userId));
    else for (const key of [...verdicts.keys()]) if (key.endsWith(` ${userId}`)) verdicts.delete(key);
  }

  const stopListening = [
    live.subscribe(VISIBILITY_SUBJECT, (message) => {
      if (message.kind === 'visibility.changed') forget(message.userId, message.viewerId);
    }),
    live.onGap(() => {
      changes += 1;
      verdicts.clear();
    }),
  ];

  return {
    async visibleTo(viewerId, userIds, call) {
      const at = clock.now();
      const asOf = changes;
      // While word of changes doesn't come through, no verdict holds.
      const heard = live.connected();
      const visible = new Set<string>();
      const unknown: string[] = [];
      for (const userId of userIds) {
        const remembered = heard ? verdicts.get(keyOf(viewerId, userId)) : undefined;
        const known = userId === viewerId ? { at, visible: true } : remembered;
        if (known === undefined || at - known.at >= TTL_MS) unknown.push(userId);
        else if (known.visible) visible.add(userId);
      }
      if (unknown.length === 0) return visible;
      const answer = await user.checkPresenceVisible({ viewerId, userIds: unknown }, serviceCall('presence', call));
      for (const userId of answer.visibleIds) visible.add(userId);
      if (changes === asOf)
        for (const userId of unknown) verdicts.set(keyOf(viewerId, userId), { at, visible: visible.has(userId) });
      return visible;
    },
    stop() {
      for (const stop of stopListening) stop();
    },
  };
}
