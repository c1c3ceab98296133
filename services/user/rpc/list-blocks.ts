import { callingUser } from '@parley/kernel/call';
import type { Methods, UserContext } from '../context.ts';
import { cutPage, parsePage } from '../domain/page.ts';
import { renderUser } from '../domain/render-user.ts';
import { listBlocked } from '../store/blocks.ts';
import { loadSeen } from '../store/seen.ts';

/** Whom the caller has blocked, in pages. */
export function listBlocks({ db }: Pick<UserContext, 'db'>): Methods['listBlocks'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const { after, limit } = parsePage(request);
      const { page, nextCursor } = cutPage(await listBlocked(db, userId, after, limit + 1), limit, (id) => id);
      return { users: (await loadSeen(db, userId, page)).map(renderUser), nextCursor };
    },
  };
}
