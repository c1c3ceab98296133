import { tendOutbox } from '@parley/postgres/outbox-upkeep';
import type { Methods, UserContext } from '../context.ts';

/** Forgets events that everyone has dealt with. Harmless to repeat. */
export function upkeep({ db, clock }: Pick<UserContext, 'db' | 'clock'>): Methods['upkeep'] {
  return {
    allow: ['service'],
    handle: () => tendOutbox(db, 'users', clock.now()),
  };
}
