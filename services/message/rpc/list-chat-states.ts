import { callingUser } from '@parley/kernel/call';
import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from '@parley/protocol/limits';
import type { MessageContext, Methods } from '../context.ts';
import { parseLimit } from '../domain/input.ts';
import { decodeListCursor, encodeListCursor } from '../domain/list-cursor.ts';
import { LIST_START, listChats, readChatStates } from '../store/chat-states.ts';

/**
 * The caller's chats by latest activity (C10). A chat that becomes active between two pages moves before them, where live frames
 * and sync tell of it.
 * @throws `request.invalid`.
 */
export function listChatStates(context: Pick<MessageContext, 'db' | 'privacy' | 'clock'>): Methods['listChatStates'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const limit = parseLimit(request.limit, PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX);
      const after = request.cursor === undefined ? LIST_START : decodeListCursor(request.cursor);
      const found = await listChats(context.db, userId, after, limit + 1);
      const page = found.slice(0, limit);
      const states = await readChatStates(
        context,
        userId,
        page.map((place) => place.chatId),
      );
      const last = page.at(-1);
      return found.length > limit && last !== undefined ? { states, nextCursor: encodeListCursor(last) } : { states };
    },
  };
}
