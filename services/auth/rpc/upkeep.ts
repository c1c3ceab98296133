import { countDeadLetters } from '@parley/postgres/dead-letter-count';
import type { AuthContext, Methods } from '../context.ts';
import { sweep } from '../store/sweep.ts';

/** Drops sessions, codes and limits that have expired. Harmless to repeat. */
export function upkeep({ db, clock }: Pick<AuthContext, 'db' | 'clock'>): Methods['upkeep'] {
  return {
    allow: ['service'],
    async handle() {
      await sweep(db, clock.now());
      return { deadLetters: await countDeadLetters(db, 'auth') };
    },
  };
}
