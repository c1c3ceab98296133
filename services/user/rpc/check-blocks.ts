import { isUuid } from '@parley/kernel/uuid';
import type { Methods, UserContext } from '../context.ts';
import { blocksBetween } from '../store/blocks.ts';

/** The blocks between the people of each pair, in either direction. */
export function checkBlocks({ db }: Pick<UserContext, 'db'>): Methods['checkBlocks'] {
  return {
    allow: ['service'],
    async handle(request) {
      const pairs = request.pairs.filter((pair) => isUuid(pair.a) && isUuid(pair.b));
      return { blocks: pairs.length === 0 ? [] : await blocksBetween(db, pairs) };
    },
  };
}
