import type { Queryable } from '@parley/postgres/database';

const TOUCH = `UPDATE message.members SET tx = pg_current_xact_id() WHERE chat_id = $1::uuid AND user_id = $2::uuid AND left_seq IS NULL`;

/** Puts a chat into the next sync of one of its members. Others' and unknown chats are ignored. */
export async function touchMember(db: Queryable, chatId: string, userId: string): Promise<void> {
  await db.query(TOUCH, [chatId, userId]);
}
