import { callingUser } from '@parley/kernel/call';
import { MAX_IDS } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { parseIds } from '../domain/input.ts';
import { readChatStates } from '../store/chat-states.ts';

/**
 * How many messages of each chat the caller has not read; others' chats are left out.
 * @throws `request.invalid`.
 */
export function getUnreadCounts(context: Pick<MessageContext, 'db' | 'privacy' | 'clock'>): Methods['getUnreadCounts'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const states = await readChatStates(context, callingUser(call).userId, parseIds(request.chatIds, 'chatIds', MAX_IDS));
      return { counts: states.map(({ chatId, unread }) => ({ chatId, unread })) };
    },
  };
}
