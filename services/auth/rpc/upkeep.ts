import { tendOutbox } from '@parley/postgres/outbox-upkeep';
import type { AuthContext, Methods } from '../context.ts';
import { sweep } from '../store/sweep.ts';

/** Drops sessions, codes and limits that have expired, and events that everyone has dealt with. Harmless to repeat. */
export function upkeep({ db, clock }: Pick<AuthContext, 'db' | 'clock'>): Methods['upkeep'] {
  return {
    allow: ['service'],
    async handle() {
      await sweep(db, clock.now());
      return tendOutbox(db, 'auth', clock.now());
    },
  };
}
