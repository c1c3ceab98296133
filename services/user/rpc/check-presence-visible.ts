import { distinctUuids, isUuid } from '@parley/kernel/uuid';
import type { Methods, UserContext } from '../context.ts';
import { isPresenceVisible } from '../domain/privacy.ts';
import { loadSeen } from '../store/seen.ts';

/** Those of these people whose presence the viewer may see, by their privacy settings and blocks in either direction. */
export function checkPresenceVisible({ db }: Pick<UserContext, 'db'>): Methods['checkPresenceVisible'] {
  return {
    allow: ['service'],
    async handle(request) {
      const seen = await loadSeen(db, isUuid(request.viewerId) ? request.viewerId : null, distinctUuids(request.userIds));
      return {
        visibleIds: seen.filter((account) => isPresenceVisible(account.lastSeenAudience, account)).map((account) => account.id),
      };
    },
  };
}
