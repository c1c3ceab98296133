import { callingUser } from '@parley/kernel/call';
import type { MessageContext, Methods } from '../context.ts';
import { parseIds } from '../domain/input.ts';
import { readChatStates } from '../store/chat-states.ts';

/** Enough for a page of a sync, which may tell of more chats than other lists. */
const MAX_CHATS = 1000;

/**
 * Chats as the caller stands in them, in the order asked for; others' chats are left out.
 * @throws `request.invalid`.
 */
export function getChatStates(context: Pick<MessageContext, 'db' | 'privacy' | 'clock'>): Methods['getChatStates'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const chatIds = parseIds(request.chatIds, 'chatIds', MAX_CHATS);
      return { states: await readChatStates(context, callingUser(call).userId, chatIds) };
    },
  };
}
