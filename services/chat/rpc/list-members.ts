import { callingUser } from '@parley/kernel/call';
import { requireMember } from '../access.ts';
import type { ChatContext, Methods } from '../context.ts';
import { parseLimit } from '../domain/input.ts';
import { decodeCursor, encodeCursor } from '../domain/member-cursor.ts';
import { readMemberPage } from '../store/member-pages.ts';

/**
 * A page of a chat's members: the owner, admins, then members, each by how long they are there.
 * @throws `request.invalid`, `chat.not_found`, `chat.not_a_member`.
 */
export function listMembers({ db }: Pick<ChatContext, 'db'>): Methods['listMembers'] {
  return {
    allow: ['user'],
    async handle({ chatId, limit, cursor }, call) {
      const size = parseLimit(limit);
      const after = cursor === undefined ? undefined : decodeCursor(cursor);
      await requireMember(db, chatId, callingUser(call).userId);
      const rows = await readMemberPage(db, chatId, after, size + 1);
      const page = rows.slice(0, size);
      const last = page.at(-1);
      return {
        members: page.map(({ userId, role, joinedAt }) => ({ userId, role, joinedAt })),
        ...(rows.length > size && last !== undefined && { nextCursor: encodeCursor(last) }),
      };
    },
  };
}
