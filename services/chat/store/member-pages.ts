import type { Queryable } from '@parley/postgres/database';
import type { Member } from '../domain/chat.ts';
import type { MemberKey } from '../domain/member-cursor.ts';

// The order of roles as people expect a member list; an expression of the row, so it can be compared with the cursor.
const ORDER = `CASE m.role WHEN 'owner' THEN 0 WHEN 'admin' THEN 1 ELSE 2 END`;

/** Up to `limit` active members after `after`: the owner, then admins, then members, each by how long they are there. */
export async function readMemberPage(
  db: Queryable,
  chatId: string,
  after: MemberKey | undefined,
  limit: number,
): Promise<(Member & MemberKey)[]> {
  return db.query<Member & MemberKey>(
    `SELECT m.user_id::text AS "userId", m.role, m.joined_at::float8 AS "joinedAt", ${ORDER} AS "order"
       FROM chat.members m
      WHERE m.chat_id = $1::uuid AND m.left_at IS NULL
        AND ($2::int IS NULL OR (${ORDER}, m.joined_at, m.user_id) > ($2::int, $3::float8::bigint, $4::uuid))
      ORDER BY ${ORDER}, m.joined_at, m.user_id LIMIT $5::int`,
    [chatId, after?.order ?? null, after?.joinedAt ?? null, after?.userId ?? null, limit],
  );
}
