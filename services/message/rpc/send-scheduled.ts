import type { Jobs } from '@parley/jobs/jobs';
import { sendScheduled as kind, sendScheduledKey } from '@parley/jobs/kinds';
import type { MessageContext, Methods } from '../context.ts';
import { parseId } from '../domain/input.ts';
import { type DeliveryContext, deliver } from '../scheduled/deliver.ts';
import { claimDue, dueTimeOf } from '../store/scheduled.ts';

/** Ms that the clock by which jobs run may be ahead of this one. */
const CLOCK_SKEW = 1_000;

/**
 * Sends a scheduled message that is due, once however often this is called: its client message id makes it once, and then the row is gone. One
 * that was put off, or taken back, is left alone.
 * @throws `request.invalid`, and what can be tried again.
 */
export function sendScheduled(
  context: DeliveryContext & Pick<MessageContext, 'clock'> & { readonly jobs: Jobs },
): Methods['sendScheduled'] {
  return {
    allow: ['service'],
    async handle(request) {
      const id = parseId(request.id, 'id');
      const { db, clock, jobs } = context;
      const claimed = await claimDue(db, id, clock.now() + CLOCK_SKEW);
      if (claimed !== undefined) {
        await deliver(context, claimed);
        return {};
      }
      const dueAt = await dueTimeOf(db, id);
      // It was put off, which enqueued another; or clocks differ by more than they may, when nobody else would come back.
      if (dueAt !== undefined) await jobs.enqueue(db, kind, { id }, { runAt: dueAt, key: sendScheduledKey(id) });
      return {};
    },
  };
}
