import { callingUser } from '@parley/kernel/call';
import { MAX_IDS } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { parseIds } from '../domain/input.ts';
import { readLastRows } from '../store/chat-states.ts';
import { renderMessages } from '../store/render-messages.ts';

/**
 * The last message of each chat that the caller may see; chats without one are left out.
 * @throws `request.invalid`.
 */
export function getLastMessages(context: Pick<MessageContext, 'db' | 'privacy' | 'clock'>): Methods['getLastMessages'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const rows = await readLastRows(context.db, userId, parseIds(request.chatIds, 'chatIds', MAX_IDS));
      return { messages: await renderMessages(context, userId, rows) };
    },
  };
}
