import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';

/** Puts a chat into the projection as the chat service would have it. */
export async function seedChat(
  db: Queryable,
  chat: { readonly chatId: string; readonly memberIds: readonly string[]; readonly type?: string },
): Promise<void> {
  const { chatId, memberIds, type = memberIds.length === 2 ? 'direct' : 'group' } = chat;
  await db.query(`INSERT INTO message.heads (chat_id, last_activity_at, chat_type, chat_version) VALUES ($1::uuid, 0, $2, 1)`, [
    chatId,
    type,
  ]);
  await db.query(
    `INSERT INTO message.members (chat_id, user_id, role, joined_seq) SELECT $1::uuid, user_id, 'member', 0 FROM unnest($2::uuid[]) AS u (user_id)`,
    [chatId, uuidArray(memberIds)],
  );
}
