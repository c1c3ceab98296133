import type { Methods, UserContext } from '../context.ts';
import { setBlock } from '../set-block.ts';

/** Lifts a block; that of a person who isn't blocked changes nothing. Throws `user.not_found`, `user.self_not_allowed`. */
export function unblockUser(context: Pick<UserContext, 'db' | 'live' | 'clock' | 'ids' | 'chat'>): Methods['unblockUser'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      await setBlock(context, call, request.userId, false);
      return {};
    },
  };
}
