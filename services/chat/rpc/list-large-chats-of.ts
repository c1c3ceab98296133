import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { ChatContext, Methods } from '../context.ts';
import { readLargeChatsOf } from '../store/large-chats.ts';

/** People of one call, at the most. */
const MAX_PEOPLE = 1_000;

/**
 * For realtime: the chats of many people with at least so many members.
 * @throws `request.invalid`
 */
export function listLargeChatsOf({ db }: Pick<ChatContext, 'db'>): Methods['listLargeChatsOf'] {
  return {
    allow: ['service'],
    async handle({ userIds, minMembers }) {
      if (userIds.length > MAX_PEOPLE)
        throw fail('request.invalid', { issues: [{ path: 'userIds', message: `must name at most ${MAX_PEOPLE} people` }] });
      const found = await readLargeChatsOf(db, userIds.filter(isUuid), minMembers);
      return { people: [...found].map(([userId, chatIds]) => ({ userId, chatIds })) };
    },
  };
}
