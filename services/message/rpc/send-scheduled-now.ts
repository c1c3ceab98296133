import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';
import { parseId } from '../domain/input.ts';
import { type DeliveryContext, deliver } from '../scheduled/deliver.ts';
import { readMessagesById } from '../store/read-messages.ts';
import { renderMessages } from '../store/render-messages.ts';
import { claimOf } from '../store/scheduled.ts';

/**
 * Sends a scheduled message of the caller at once, also one that failed, and answers the message. The job of its time then finds nothing.
 * @throws `request.invalid`, `message.scheduled_not_found`, and what refuses a send, which also stays with the message.
 */
export function sendScheduledNow(
  context: DeliveryContext & Pick<MessageContext, 'privacy' | 'clock'>,
): Methods['sendScheduledNow'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const claimed = await claimOf(context.db, parseId(request.id, 'id'), userId);
      if (claimed === undefined) throw fail('message.scheduled_not_found');
      const delivery = await deliver(context, claimed);
      if (delivery.kind === 'refused') throw fail(delivery.code, { message: delivery.message });
      const rows = await readMessagesById(context.db, userId, [delivery.messageId]);
      const [message] = await renderMessages(context, userId, rows);
      if (message === undefined) throw fail('message.not_found');
      return message;
    },
  };
}
