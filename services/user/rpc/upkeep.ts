import { countDeadLetters } from '@parley/postgres/dead-letter-count';
import type { Methods, UserContext } from '../context.ts';

/** Counts the events that were set aside; there is nothing here that expires. */
export function upkeep({ db }: Pick<UserContext, 'db'>): Methods['upkeep'] {
  return {
    allow: ['service'],
    handle: async () => ({ deadLetters: await countDeadLetters(db, 'users') }),
  };
}
