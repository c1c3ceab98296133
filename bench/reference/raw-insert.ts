import { numberArray, uuidArray } from '@parley/postgres/arrays';
import type { Database } from '@parley/postgres/database';

const TABLE = `CREATE TABLE raw (chat_id uuid, seq bigint, id uuid, sender_id uuid, client_msg_id uuid, created_at bigint, content text, PRIMARY KEY (chat_id, seq))`;
const INSERT = `INSERT INTO raw SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::text[])`;

/** What is written as one batch; about what the server's own batches grow to under load. */
const BATCH = 500;
const CONTENT = JSON.stringify({ type: 'text', text: 'x'.repeat(90) });

/**
 * The ceiling of durable writes on this machine: rows of a message's shape in batches, committed one after the other, with no numbering,
 * no duplicate check and no second index. Answers rows a second.
 */
export async function measureRawInsert(db: Database, durationMs: number): Promise<number> {
  await db.query('DROP TABLE IF EXISTS raw');
  await db.query(TABLE);
  const chats = Array.from({ length: BATCH }, () => Bun.randomUUIDv7());
  const uuids = (): string => uuidArray(Array.from({ length: BATCH }, () => Bun.randomUUIDv7()));
  const contents = `{${Array.from({ length: BATCH }, () => JSON.stringify(CONTENT)).join(',')}}`;
  let rows = 0;
  const started = performance.now();
  while (performance.now() - started < durationMs) {
    const seqs = numberArray(new Array<number>(BATCH).fill(rows / BATCH));
    const at = numberArray(new Array<number>(BATCH).fill(Date.now()));
    await db.query(INSERT, [uuidArray(chats), seqs, uuids(), uuids(), uuids(), at, contents]);
    rows += BATCH;
  }
  const perSecond = (rows / (performance.now() - started)) * 1000;
  await db.query('DROP TABLE raw');
  return perSecond;
}
