import { distinctUuids, isUuid } from '@parley/kernel/uuid';
import type { Methods, UserContext } from '../context.ts';
import { mayAddToGroup } from '../domain/privacy.ts';
import { loadSeen } from '../store/seen.ts';

/** Which of these people the actor can't add to a group: because nobody has the id, or because they don't let them. */
export function checkGroupAdd({ db }: Pick<UserContext, 'db'>): Methods['checkGroupAdd'] {
  return {
    allow: ['service'],
    async handle(request) {
      const seen = await loadSeen(db, isUuid(request.actorId) ? request.actorId : null, distinctUuids(request.userIds));
      const known = new Set(seen.map((account) => account.id));
      return {
        unknownIds: [...new Set(request.userIds)].filter((id) => !known.has(id)),
        refusedIds: seen.filter((account) => !mayAddToGroup(account.groupAddAudience, account)).map((account) => account.id),
      };
    },
  };
}
