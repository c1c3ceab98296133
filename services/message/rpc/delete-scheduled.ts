import type { Jobs } from '@parley/jobs/jobs';
import { sendScheduledKey } from '@parley/jobs/kinds';
import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';
import { parseId } from '../domain/input.ts';
import { tellOwner } from '../scheduled/tell-owner.ts';
import { removeScheduled } from '../store/scheduled.ts';

/**
 * Takes a scheduled message of the caller back.
 * @throws `request.invalid`; `message.scheduled_not_found` also for one that is being sent.
 */
export function deleteScheduled(
  context: Pick<MessageContext, 'db' | 'live'> & { readonly jobs: Jobs },
): Methods['deleteScheduled'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const id = parseId(request.id, 'id');
      const removed = await context.db.transaction(async (tx) => {
        const scheduled = await removeScheduled(tx, id, userId);
        if (scheduled === undefined) throw fail('message.scheduled_not_found');
        await context.jobs.cancel(tx, sendScheduledKey(id));
        return scheduled;
      });
      tellOwner(context, removed);
      return {};
    },
  };
}
