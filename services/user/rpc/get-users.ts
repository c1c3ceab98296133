import { distinctUuids, isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { Methods, UserContext } from '../context.ts';
import { renderUser } from '../domain/render-user.ts';
import { loadSeen } from '../store/seen.ts';

/** Enough for the members of the largest group. */
const MAX_IDS = 2_048;

/**
 * Profiles as the viewer may see them, in the order asked for, each once. A person who calls sees as themselves, whatever
 * `viewerId` says; a service names who looks, and without a viewer sees what strangers see.
 */
export function getUsers({ db }: Pick<UserContext, 'db'>): Methods['getUsers'] {
  return {
    allow: ['service', 'user'],
    async handle(request, call) {
      if (request.userIds.length > MAX_IDS) {
        throw fail('request.invalid', { issues: [{ path: 'userIds', message: `Must be at most ${MAX_IDS}.` }] });
      }
      const viewerId = call.caller.kind === 'user' ? call.caller.userId : request.viewerId;
      const seen = await loadSeen(db, isUuid(viewerId) ? viewerId : null, distinctUuids(request.userIds));
      return { users: seen.map(renderUser) };
    },
  };
}
