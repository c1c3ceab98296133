import type { MessageContext, Methods } from '../context.ts';
import { parseId } from '../domain/input.ts';

const TOUCH = `UPDATE message.members SET tx = pg_current_xact_id() WHERE chat_id = $1::uuid AND user_id = $2::uuid AND left_seq IS NULL`;

/**
 * Puts a chat into the next sync of one of its members. Others' and unknown chats are ignored.
 * @throws `request.invalid`.
 */
export function touchMember({ db }: Pick<MessageContext, 'db'>): Methods['touchMember'] {
  return {
    allow: ['service'],
    async handle({ chatId, userId }) {
      await db.query(TOUCH, [parseId(chatId, 'chatId'), parseId(userId, 'userId')]);
      return {};
    },
  };
}
