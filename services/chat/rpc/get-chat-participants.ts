import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { ChatContext, Methods } from '../context.ts';
import { toState } from '../contract.ts';
import { readChat } from '../store/read-chat.ts';

/** For other services: a chat with everyone in it, complete at its version. @throws `chat.not_found` */
export function getChatParticipants({ db }: Pick<ChatContext, 'db'>): Methods['getChatParticipants'] {
  return {
    allow: ['service'],
    async handle({ chatId }) {
      const chat = isUuid(chatId) ? await readChat(db, chatId) : undefined;
      if (chat === undefined) throw fail('chat.not_found');
      return toState(chat);
    },
  };
}
