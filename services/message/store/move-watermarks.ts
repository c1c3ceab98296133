import { numberArray, uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';

/** How far somebody says they have come in a chat. 0 for a watermark that they say nothing of. */
export interface WantedMark {
  readonly chatId: string;
  readonly userId: string;
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

/** Watermarks after a move; absent is what did not move. */
export interface MovedMark {
  readonly chatId: string;
  readonly userId: string;
  readonly deliveredSeq: number | null;
  readonly readSeq: number | null;
}

/**
 * The rows are locked in one order before they change, so that batches beside each other can't deadlock. Whoever has read a message
 * has received it. A mark beyond the last message counts as one of that.
 */
export const MOVE = `WITH wanted AS (
    SELECT chat_id, user_id, greatest(delivered, read) AS delivered, read
      FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[]) AS w (chat_id, user_id, delivered, read)
  ), held AS (
    SELECT m.chat_id, m.user_id, m.delivered_seq AS old_delivered, m.read_seq AS old_read,
           greatest(m.delivered_seq, least(w.delivered, h.last_seq)) AS delivered, greatest(m.read_seq, least(w.read, h.last_seq)) AS read
      FROM wanted AS w JOIN message.members AS m ON m.chat_id = w.chat_id AND m.user_id = w.user_id
      JOIN message.heads AS h ON h.chat_id = w.chat_id
     WHERE m.left_seq IS NULL ORDER BY m.chat_id, m.user_id FOR UPDATE OF m
  ), moved AS (
    UPDATE message.members AS m SET delivered_seq = held.delivered, read_seq = held.read, tx = pg_current_xact_id()
      FROM held WHERE m.chat_id = held.chat_id AND m.user_id = held.user_id AND (held.delivered > held.old_delivered OR held.read > held.old_read)
    RETURNING m.chat_id, m.user_id, nullif(held.delivered, held.old_delivered) AS delivered, nullif(held.read, held.old_read) AS read
  ), noted AS (
    INSERT INTO message.receipt_moves (chat_id, user_id, is_read, seq, at)
    SELECT chat_id, user_id, false, delivered, $5::bigint FROM moved WHERE delivered IS NOT NULL
    UNION ALL
    SELECT chat_id, user_id, true, read, $5::bigint FROM moved WHERE read IS NOT NULL
    ON CONFLICT DO NOTHING
  )
  SELECT chat_id AS "chatId", user_id AS "userId", delivered::float8 AS "deliveredSeq", read::float8 AS "readSeq" FROM moved`;

/**
 * Moves watermarks forward, never back, and notes when. Marks of people who are not in the chat are ignored.
 * @param marks At most one for each person and chat.
 * @param at Epoch ms.
 */
export async function moveWatermarks(db: Queryable, marks: readonly WantedMark[], at: number): Promise<MovedMark[]> {
  return db.query<MovedMark>(MOVE, [
    uuidArray(marks.map((mark) => mark.chatId)),
    uuidArray(marks.map((mark) => mark.userId)),
    numberArray(marks.map((mark) => mark.deliveredSeq)),
    numberArray(marks.map((mark) => mark.readSeq)),
    at,
  ]);
}
