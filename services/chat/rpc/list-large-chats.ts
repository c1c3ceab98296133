import { isUuid } from '@parley/kernel/uuid';
import type { ChatContext, Methods } from '../context.ts';
import { readLargeChats } from '../store/views.ts';

/** For realtime: the person's chats with at least so many members, which fan out by chat instead of by user. */
export function listLargeChats({ db }: Pick<ChatContext, 'db'>): Methods['listLargeChats'] {
  return {
    allow: ['service'],
    async handle({ userId, minMembers }) {
      return { chatIds: isUuid(userId) ? await readLargeChats(db, userId, minMembers) : [] };
    },
  };
}
