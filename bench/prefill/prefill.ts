import { uuidArray } from '@parley/postgres/arrays';
import type { Database } from '@parley/postgres/database';

/** Rows of one statement; each is a transaction of its own. */
const STEP = 200_000;

// Ids as a server makes them (RFC 9562 version 7), so that the indexes are as dense as in use. The sender is always a member.
const FILL = `
  WITH rows AS (
    SELECT c.chat_id, c.n, h.last_seq + i AS seq, (SELECT user_id FROM message.members AS m WHERE m.chat_id = c.chat_id LIMIT 1) AS sender_id
      FROM unnest($1::uuid[]) WITH ORDINALITY AS c (chat_id, n)
      JOIN message.heads AS h USING (chat_id)
      CROSS JOIN generate_series(1, $2::bigint) AS i
     ORDER BY i, c.n
  ), written AS (
    INSERT INTO message.messages (chat_id, seq, id, sender_id, client_msg_id, created_at, content)
    SELECT chat_id, seq, new_id(), sender_id, new_id(), $3::bigint,
           '{"type":"text","text":"Message ' || seq || ' of a long conversation, of about the length that people write."}'
      FROM rows
  )
  UPDATE message.heads SET last_seq = last_seq + $2::bigint WHERE chat_id = ANY ($1::uuid[])`;

const NEW_ID = `CREATE OR REPLACE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid $$`;

/** Writes `count` messages into the chats, evenly, as if they had been sent before. */
export async function prefill(db: Database, chats: readonly string[], count: number): Promise<void> {
  await db.query(NEW_ID);
  const distinct = [...new Set(chats)];
  const perChat = Math.ceil(count / distinct.length);
  const step = Math.max(1, Math.floor(STEP / distinct.length));
  for (let done = 0; done < perChat; done += step) {
    await db.query(FILL, [uuidArray(distinct), Math.min(step, perChat - done), Date.now()]);
  }
  await db.query('DROP FUNCTION new_id()');
}
