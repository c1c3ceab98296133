import type { Jobs } from '@parley/jobs/jobs';
import { sendScheduled, sendScheduledKey } from '@parley/jobs/kinds';
import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import { MAX_ENTITIES, MAX_FRAME_BYTES } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { parseId, parseIds } from '../domain/input.ts';
import { tellOwner } from '../scheduled/tell-owner.ts';
import { parseSendAt, toContract } from '../scheduled/to-contract.ts';
import { updateScheduled as update } from '../store/scheduled.ts';

/**
 * Changes what a scheduled message of the caller says, or when it is sent; with a new time one that failed is tried again.
 * @throws `request.invalid`, `message.too_long`; `message.scheduled_not_found` also for one that is being sent.
 */
export function updateScheduled(
  context: Pick<MessageContext, 'db' | 'live' | 'clock'> & { readonly jobs: Jobs },
): Methods['updateScheduled'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const id = parseId(request.id, 'id');
      const { content } = request;
      if (content !== undefined && content.length > MAX_FRAME_BYTES) throw fail('message.too_long');
      const mentions = parseIds(request.mentions, 'mentions', MAX_ENTITIES);
      const sendAt = request.sendAt === undefined ? undefined : parseSendAt(request.sendAt, context.clock.now());
      const changed = await context.db.transaction(async (tx) => {
        const scheduled = await update(tx, id, userId, { content, mentions, sendAt });
        if (scheduled === undefined) throw fail('message.scheduled_not_found');
        if (sendAt !== undefined)
          await context.jobs.enqueue(tx, sendScheduled, { id }, { runAt: sendAt, key: sendScheduledKey(id) });
        return scheduled;
      });
      tellOwner(context, changed);
      return toContract(changed);
    },
  };
}
