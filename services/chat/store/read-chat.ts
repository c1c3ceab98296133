import type { Queryable } from '@parley/postgres/database';
import type { Audience, Chat, ChatType, Role } from '../domain/chat.ts';

interface ChatRow {
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
  readonly createdAt: number;
  /** JSON: `[userId, role, joinedAt, blocks]` of each active member. */
  readonly members: string;
}

type MemberTuple = [userId: string, role: Role, joinedAt: number, blocks: boolean];

// One statement, so that members and version are of one snapshot.
const READ = `
  SELECT c.id::text AS "id", c.type, c.title, c.topic, c.avatar_url AS "avatarUrl",
         c.allow_send AS "send", c.allow_edit AS "edit", c.allow_invite AS "invite", c.disappear_after::float8 AS "disappearAfter",
         c.version::float8 AS "version", c.created_at::float8 AS "createdAt",
         (SELECT coalesce(json_agg(json_build_array(m.user_id, m.role, m.joined_at, m.blocks) ORDER BY m.joined_at, m.user_id), '[]')::text
            FROM chat.members m WHERE m.chat_id = c.id AND m.left_at IS NULL) AS "members"
    FROM chat.chats c WHERE c.id = $1::uuid`;

/** A chat with its active members, complete at its version. */
export async function readChat(db: Queryable, chatId: string): Promise<Chat | undefined> {
  const [row] = await db.query<ChatRow>(READ, [chatId]);
  return row && toChat(row);
}

/**
 * The same for a transaction that will change it, which must not have written anything before: whoever else wants to waits.
 *
 * The lock is no row lock, because somebody who waits for a row may be given their transaction id while they wait, and the outbox
 * orders events by those ids. This way the id comes after the lock, so a chat's events are in the order of its versions. And it is
 * a statement of its own, because a statement that waited still sees the rows as they were before.
 */
export async function lockChat(tx: Queryable, chatId: string): Promise<Chat | undefined> {
  await tx.query(`SELECT 1 AS "locked" FROM pg_advisory_xact_lock(hashtextextended($1, hashtext('chat.chats')))`, [chatId]);
  return readChat(tx, chatId);
}

/** Whether a person is in the chat now or once was; undefined for strangers, and for what is no chat. */
export async function readMembership(db: Queryable, chatId: string, userId: string): Promise<'active' | 'former' | undefined> {
  const [row] = await db.query<{ active: boolean }>(
    'SELECT left_at IS NULL AS "active" FROM chat.members WHERE chat_id = $1::uuid AND user_id = $2::uuid',
    [chatId, userId],
  );
  return row && (row.active ? 'active' : 'former');
}

function toChat(row: ChatRow): Chat {
  const members = JSON.parse(row.members) as MemberTuple[];
  return {
    id: row.id,
    type: row.type,
    title: row.title ?? undefined,
    topic: row.topic ?? undefined,
    avatarUrl: row.avatarUrl ?? undefined,
    permissions: { send: row.send, edit: row.edit, invite: row.invite },
    disappearAfter: row.disappearAfter ?? undefined,
    createdAt: row.createdAt,
    version: row.version,
    members: members.map(([userId, role, joinedAt]) => ({ userId, role, joinedAt })),
    blockedBy: members.filter(([, , , blocks]) => blocks).map(([userId]) => userId),
  };
}
