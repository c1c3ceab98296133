import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';

/** Driven by the few large chats of each person, not by the many members of those chats. */
const LARGE = `SELECT m.user_id::text AS "userId", c.id::text AS "chatId" FROM chat.members m JOIN chat.chats c ON c.id = m.chat_id
  WHERE m.user_id = ANY($1::uuid[]) AND m.left_at IS NULL AND c.member_count >= $2::int`;

/** By person: the chats they are in with at least this many members. People without any are left out. */
export async function readLargeChatsOf(
  db: Queryable,
  userIds: readonly string[],
  minMembers: number,
): Promise<Map<string, string[]>> {
  const rows = await db.query<{ userId: string; chatId: string }>(LARGE, [uuidArray(userIds), minMembers]);
  const found = new Map<string, string[]>();
  for (const { userId, chatId } of rows) {
    const chatIds = found.get(userId);
    if (chatIds === undefined) found.set(userId, [chatId]);
    else chatIds.push(chatId);
  }
  return found;
}
