import type { MessageContext, Methods } from '../context.ts';
import { parseId } from '../domain/input.ts';
import { touchMember as touch } from '../store/touch-member.ts';

/**
 * Puts a chat into the next sync of one of its members. Others' and unknown chats are ignored.
 * @throws `request.invalid`.
 */
export function touchMember({ db }: Pick<MessageContext, 'db'>): Methods['touchMember'] {
  return {
    allow: ['service'],
    async handle({ chatId, userId }) {
      await touch(db, parseId(chatId, 'chatId'), parseId(userId, 'userId'));
      return {};
    },
  };
}
