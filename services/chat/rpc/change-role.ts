import { fail } from '@parley/protocol/errors';
import { changeGroup } from '../changes/change-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { findMember } from '../domain/chat.ts';
import { invalid } from '../domain/input.ts';
import { changeRole as decide } from '../domain/membership.ts';
import { isRole } from '../domain/roles.ts';

/**
 * Makes somebody an admin, a plain member or the owner; the former owner becomes an admin.
 * @throws `request.invalid`, `chat.not_found`, `chat.not_a_member`, `chat.not_a_group`, `chat.forbidden`, `chat.owner_required`,
 * `member.not_found`.
 */
export function changeRole(context: ChatContext): Methods['changeRole'] {
  return {
    allow: ['user'],
    async handle({ chatId, userId, role }, call) {
      if (!isRole(role)) throw invalid('role', 'must be owner, admin or member');
      // Stepping down needs no right; the rest does, which `decide` checks.
      const chat = await changeGroup(context, call, { chatId, action: 'read' }, (now, actor) => decide(now, actor, userId, role));
      const member = findMember(chat, userId);
      if (member === undefined) throw fail('member.not_found');
      return { ...member };
    },
  };
}
