import type { Methods, UserContext } from '../context.ts';
import { setBlock } from '../set-block.ts';

/**
 * Blocks a person: they can't message the caller, add them to groups, or see their presence and picture. Takes effect before
 * it answers; blocking again repairs what an interrupted call left. Throws `user.not_found`, `user.self_not_allowed`.
 */
export function blockUser(context: Pick<UserContext, 'db' | 'live' | 'clock' | 'ids' | 'chat'>): Methods['blockUser'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      await setBlock(context, call, request.userId, true);
      return {};
    },
  };
}
