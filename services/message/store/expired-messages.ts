import type { Queryable } from '@parley/postgres/database';
import type { Erasable } from './erase-messages.ts';

/** A message whose time is over. */
export interface DueMessage extends Erasable {
  readonly senderId: string;
}

/** Exported for the test that holds it to the index of what is due. */
export const DUE = `SELECT chat_id AS "chatId", count(*)::int AS count FROM
    (SELECT chat_id FROM message.messages WHERE expires_at <= $1::bigint ORDER BY expires_at LIMIT $2::int) AS d GROUP BY chat_id ORDER BY chat_id`;
export const NEXT_DUE = `SELECT expires_at::float8 AS at FROM message.messages WHERE expires_at IS NOT NULL ORDER BY expires_at LIMIT 1`;
const HOLD = `SELECT chat_id FROM message.heads WHERE chat_id = $1::uuid FOR UPDATE`;
const DUE_OF_CHAT = `SELECT id, seq::float8 AS seq, sender_id AS "senderId" FROM message.messages WHERE chat_id = $1::uuid AND expires_at <= $2::bigint ORDER BY expires_at, seq LIMIT $3::int`;

/** The chats of the `limit` messages that have been due longest at `at` (epoch ms), by id, with how many of them each has. */
export async function chatsWithDue(
  db: Queryable,
  at: number,
  limit: number,
): Promise<{ readonly chatId: string; readonly count: number }[]> {
  return db.query(DUE, [at, limit]);
}

/** When the next message is due, epoch ms; it may be past. */
export async function nextDue(db: Queryable): Promise<number | undefined> {
  const [row] = await db.query<{ at: number }>(NEXT_DUE);
  return row?.at;
}

/** Takes the lock of a chat and answers which of its messages are due, up to `limit`: another process may have erased them meanwhile. */
export async function holdDue(tx: Queryable, chatId: string, at: number, limit: number): Promise<DueMessage[]> {
  await tx.query(HOLD, [chatId]);
  return tx.query<DueMessage>(DUE_OF_CHAT, [chatId, at, limit]);
}
