import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';
import { parseId } from '../domain/input.ts';
import { readMessagesById } from '../store/read-messages.ts';
import { renderMessages } from '../store/render-messages.ts';

/**
 * One message, as the caller may see it.
 * @throws `request.invalid`, `message.not_found`.
 */
export function getMessage(context: Pick<MessageContext, 'db' | 'privacy' | 'clock'>): Methods['getMessage'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const rows = await readMessagesById(context.db, userId, [parseId(request.messageId, 'messageId')]);
      const [message] = await renderMessages(context, userId, rows);
      if (message === undefined) throw fail('message.not_found');
      return message;
    },
  };
}
