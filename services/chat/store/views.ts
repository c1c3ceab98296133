import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { Audience, ChatType, Role } from '../domain/chat.ts';

/** A chat as one of its active members sees it. */
export interface ChatView {
  readonly id: string;
  readonly type: ChatType;
  readonly title: string | null;
  readonly topic: string | null;
  readonly avatarUrl: string | null;
  readonly send: Audience;
  readonly edit: Audience;
  readonly invite: Audience;
  /** Seconds. */
  readonly disappearAfter: number | null;
  readonly version: number;
  readonly memberCount: number;
  readonly createdAt: number;
  readonly role: Role;
  readonly mutedUntil: number | null;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly markedUnread: boolean;
  readonly draft: string | null;
  readonly peerId: string | null;
  /** JSON: `[userId, role, joinedAt]` of each active member; null where there are too many. */
  readonly members: string | null;
}

const READ = `
  SELECT c.id::text AS "id", c.type, c.title, c.topic, c.avatar_url AS "avatarUrl",
         c.allow_send AS "send", c.allow_edit AS "edit", c.allow_invite AS "invite", c.disappear_after::float8 AS "disappearAfter",
         c.version::float8 AS "version", c.member_count AS "memberCount", c.created_at::float8 AS "createdAt",
         me.role, me.muted_until::float8 AS "mutedUntil", me.pinned, me.archived, me.marked_unread AS "markedUnread", me.draft,
         (SELECT p.user_id::text FROM chat.members p
           WHERE c.type = 'direct' AND p.chat_id = c.id AND p.user_id <> me.user_id) AS "peerId",
         CASE WHEN c.member_count <= $3::int THEN
           (SELECT json_agg(json_build_array(m.user_id, m.role, m.joined_at) ORDER BY m.joined_at, m.user_id)::text
              FROM chat.members m WHERE m.chat_id = c.id AND m.left_at IS NULL)
         END AS "members"
    FROM chat.chats c
    JOIN chat.members me ON me.chat_id = c.id AND me.left_at IS NULL
   WHERE c.id = ANY($2::uuid[]) AND me.user_id = $1::uuid`;

/** Those of these chats that the person is in, in no particular order. `inlineMembers`: up to which size members come along. */
export function readViews(db: Queryable, userId: string, chatIds: readonly string[], inlineMembers: number): Promise<ChatView[]> {
  return db.query<ChatView>(READ, [userId, uuidArray(chatIds), inlineMembers]);
}

/** The person's chats with at least this many members. */
export async function readLargeChats(db: Queryable, userId: string, minMembers: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT c.id::text AS "id" FROM chat.members m JOIN chat.chats c ON c.id = m.chat_id
      WHERE m.user_id = $1::uuid AND m.left_at IS NULL AND c.member_count >= $2::int`,
    [userId, minMembers],
  );
  return rows.map((row) => row.id);
}
