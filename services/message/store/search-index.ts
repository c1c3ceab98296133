import { numberArray, textArray, uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';

const CONTENTS = `SELECT m.chat_id AS "chatId", m.seq::float8 AS seq, m.content, m.sender_id AS "senderId", m.created_at::float8 AS "createdAt"
  FROM unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS w (chat_id, low, high)
  JOIN message.messages AS m ON m.chat_id = w.chat_id AND m.seq >= w.low AND m.seq <= w.high ORDER BY m.chat_id, m.seq`;

/** A message as the index takes it. */
export interface IndexedMessage {
  readonly chatId: string;
  readonly seq: number;
  readonly content: string;
  readonly senderId: string;
  /** Epoch ms. */
  readonly createdAt: number;
}

/** The messages of ranges of sequence numbers, both ends included. */
export async function readContents(
  db: Queryable,
  ranges: readonly { readonly chatId: string; readonly low: number; readonly high: number }[],
): Promise<IndexedMessage[]> {
  return db.query<IndexedMessage>(CONTENTS, [
    uuidArray(ranges.map((range) => range.chatId)),
    numberArray(ranges.map((range) => range.low)),
    numberArray(ranges.map((range) => range.high)),
  ]);
}

/** What the index holds of a message; without grams, nothing is to be found. */
export interface IndexEntry extends Omit<IndexedMessage, 'content'> {
  readonly kind: string;
  readonly grams: readonly number[];
}

const PUT = `INSERT INTO message.search (chat_id, seq, created_at, sender_id, kind, grams)
  SELECT w.chat_id, w.seq, w.created_at, w.sender_id, w.kind, w.grams::int[]
    FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::text[], $6::text[]) AS w (chat_id, seq, created_at, sender_id, kind, grams)
  ON CONFLICT (chat_id, seq) DO UPDATE SET kind = excluded.kind, grams = excluded.grams`;
const DROP = `DELETE FROM message.search AS s USING unnest($1::uuid[], $2::bigint[]) AS w (chat_id, seq) WHERE s.chat_id = w.chat_id AND s.seq = w.seq`;

/** Puts messages into the index, in place of what it held of them. Each message at most once. */
export async function putEntries(db: Queryable, entries: readonly IndexEntry[]): Promise<void> {
  const [kept, dropped] = [
    entries.filter((entry) => entry.grams.length > 0),
    entries.filter((entry) => entry.grams.length === 0),
  ];
  if (kept.length > 0) {
    await db.query(PUT, [
      ...[uuidArray(kept.map((entry) => entry.chatId)), numberArray(kept.map((entry) => entry.seq))],
      ...[numberArray(kept.map((entry) => entry.createdAt)), uuidArray(kept.map((entry) => entry.senderId))],
      ...[textArray(kept.map((entry) => entry.kind)), textArray(kept.map((entry) => numberArray(entry.grams)))],
    ]);
  }
  if (dropped.length > 0) {
    await db.query(DROP, [uuidArray(dropped.map((entry) => entry.chatId)), numberArray(dropped.map((entry) => entry.seq))]);
  }
}
