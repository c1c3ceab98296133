import { changeGroup } from '../changes/change-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { removeMember as decide } from '../domain/membership.ts';

/**
 * Removes somebody from a group; removing oneself is leaving, and an owner who leaves hands over.
 * @throws `chat.not_found`, `chat.not_a_member`, `chat.not_a_group`, `chat.forbidden`, `member.not_found`.
 */
export function removeMember(context: ChatContext): Methods['removeMember'] {
  return {
    allow: ['user'],
    async handle({ chatId, userId }, call) {
      // Leaving needs no right; removing others does, which `decide` checks.
      await changeGroup(context, call, { chatId, action: 'read' }, (chat, actor) => decide(chat, actor, userId));
      return {};
    },
  };
}
