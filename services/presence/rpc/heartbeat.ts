import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { Methods } from '../context.ts';
import type { Tracker } from '../tracker.ts';

/**
 * A node's report of who is connected to it. Who is in both lists is online. Must come again within the time that a node's word
 * holds, with everybody who is connected.
 * @throws `request.invalid`, `cache.unavailable`.
 */
export function heartbeat(tracker: Tracker): Methods['heartbeat'] {
  return {
    allow: ['service'],
    async handle({ nodeId, online, offline }) {
      if (nodeId === '') throw fail('request.invalid', { issues: [{ path: 'nodeId', message: 'must name the node' }] });
      const here = new Set(online.filter(isUuid));
      const gone = [...new Set(offline)].filter((userId) => isUuid(userId) && !here.has(userId));
      await tracker.beat({ nodeId, online: [...here], offline: gone });
      return {};
    },
  };
}
