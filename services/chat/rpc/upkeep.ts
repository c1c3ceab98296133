import { tendOutbox } from '@parley/postgres/outbox-upkeep';
import type { ChatContext, Methods } from '../context.ts';

/** Forgets events that everyone has dealt with. Harmless to repeat. */
export function upkeep({ db, clock }: Pick<ChatContext, 'db' | 'clock'>): Methods['upkeep'] {
  return {
    allow: ['service'],
    handle: () => tendOutbox(db, 'chat', clock.now()),
  };
}
