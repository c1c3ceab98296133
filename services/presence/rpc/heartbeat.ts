import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { Methods } from '../context.ts';
import type { Tracker } from '../tracker.ts';

/**
 * A node's sign of life, and who came and left. Who is in both lists is online. Must come again within the time that it holds; who is not
 * named stays where they are. `lapsed` says that it came too late: the node registers by another name and names everybody.
 * @throws `request.invalid`, `cache.unavailable`.
 */
export function heartbeat(tracker: Tracker): Methods['heartbeat'] {
  return {
    allow: ['service'],
    async handle({ nodeId, online, offline, epoch }) {
      if (nodeId === '') throw fail('request.invalid', { issues: [{ path: 'nodeId', message: 'must name the node' }] });
      const here = new Set(online.filter(isUuid));
      const gone = [...new Set(offline)].filter((userId) => isUuid(userId) && !here.has(userId));
      return tracker.beat({ nodeId, online: [...here], offline: gone, epoch });
    },
  };
}
