import { isUuid } from '@parley/kernel/uuid';
import type { ChatContext, Methods } from '../context.ts';
import { refusal } from '../domain/access.ts';
import { invalid } from '../domain/input.ts';
import { isAction } from '../domain/roles.ts';
import { readChat, readMembership } from '../store/read-chat.ts';

/** For other services: whether a person may do something in a chat, and if not, with which error to answer. */
export function checkChatPermission({ db }: Pick<ChatContext, 'db'>): Methods['checkChatPermission'] {
  return {
    allow: ['service'],
    async handle({ chatId, userId, permission }) {
      if (!isAction(permission)) throw invalid('permission', 'must be send, edit, invite, manage or read');
      const chat = isUuid(chatId) && isUuid(userId) ? await readChat(db, chatId) : undefined;
      if (chat === undefined) return { allowed: false, reason: 'chat.not_found' };
      const wasMember = (await readMembership(db, chatId, userId)) !== undefined;
      const reason = refusal(chat, userId, permission, wasMember);
      return reason === undefined ? { allowed: true } : { allowed: false, reason };
    },
  };
}
