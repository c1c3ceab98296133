import { callingUser } from '@parley/kernel/call';
import { PAGE_SIZE_DEFAULT } from '@parley/protocol/limits';
import type { Methods, UserContext } from '../context.ts';
import { renderUser } from '../domain/render-user.ts';
import { foldForSearch } from '../domain/search-terms.ts';
import { searchByPrefix } from '../store/search.ts';
import { loadSeen } from '../store/seen.ts';

const MAX_RESULTS = 50;

/** People whose username or name begins with the query; a leading `@` is left out. Throws `rate.limited`. */
export function searchUsers({ db, limits }: Pick<UserContext, 'db' | 'limits'>): Methods['searchUsers'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const prefix = foldForSearch(request.query.trim().replace(/^@/, ''));
      if (prefix === '') return { users: [] };
      await limits.search(userId);
      const limit = request.limit > 0 ? Math.min(request.limit, MAX_RESULTS) : Math.min(PAGE_SIZE_DEFAULT, MAX_RESULTS);
      const ids = await searchByPrefix(db, userId, prefix, limit);
      return { users: (await loadSeen(db, userId, ids)).map(renderUser) };
    },
  };
}
