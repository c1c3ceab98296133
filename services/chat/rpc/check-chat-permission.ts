import { isUuid } from '@parley/kernel/uuid';
import type { ChatContext, Methods } from '../context.ts';
import { refusal } from '../domain/access.ts';
import { findMember } from '../domain/chat.ts';
import { invalid } from '../domain/input.ts';
import { isAction } from '../domain/roles.ts';
import { readChat, wasEverMember } from '../store/read-chat.ts';

/** For other services: whether a person may do something in a chat, and if not, with which error to answer. */
export function checkChatPermission({ db }: Pick<ChatContext, 'db'>): Methods['checkChatPermission'] {
  return {
    allow: ['service'],
    async handle({ chatId, userId, permission }) {
      if (!isAction(permission)) throw invalid('permission', 'must be send, edit, invite, manage or read');
      const chat = isUuid(chatId) && isUuid(userId) ? await readChat(db, chatId) : undefined;
      if (chat === undefined) return { allowed: false, reason: 'chat.not_found' };
      const wasMember = findMember(chat, userId) !== undefined || (await wasEverMember(db, chatId, userId));
      const reason = refusal(chat, userId, permission, wasMember);
      return reason === undefined ? { allowed: true } : { allowed: false, reason };
    },
  };
}
