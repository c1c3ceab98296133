import { callingUser } from '@parley/kernel/call';
import { requireRightIn } from '../access.ts';
import { checkAddable } from '../addable.ts';
import { changeGroup } from '../changes/change-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { findMember } from '../domain/chat.ts';
import { parseUserIds } from '../domain/input.ts';
import { addMembers as decide } from '../domain/membership.ts';
import { viewFor } from '../view.ts';

/**
 * Adds people to a group. Those who are in it already are passed over.
 * @throws `chat.not_found`, `chat.not_a_member`, `chat.not_a_group`, `chat.forbidden`, `chat.group_full`, `user.not_found`,
 * `chat.add_refused`.
 */
export function addMembers(context: ChatContext): Methods['addMembers'] {
  return {
    allow: ['user'],
    async handle({ chatId, userIds }, call) {
      const { userId } = callingUser(call);
      // Asked before the user service is, so that nobody without the right learns who exists; decided again under the lock.
      const { chat } = await requireRightIn(context.db, chatId, userId, 'invite');
      const newcomers = parseUserIds(userIds).filter((id) => findMember(chat, id) === undefined);
      decide(chat, newcomers, context.maxMembers);
      await checkAddable(context.user, call, userId, newcomers);
      await changeGroup(context, call, { chatId, action: 'invite' }, (now) => decide(now, newcomers, context.maxMembers));
      return viewFor(context.db, chatId, userId);
    },
  };
}
