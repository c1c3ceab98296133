import { numberArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';

export type ChangeType =
  | 'message.edited'
  | 'message.deleted'
  | 'message.reaction'
  | 'message.hidden'
  | 'message.starred'
  | 'message.pinned';

const RECORD = `WITH head AS (
    UPDATE message.heads SET version = version + 1, tx = pg_current_xact_id() WHERE chat_id = $1::uuid RETURNING version
  )
  INSERT INTO message.changes (chat_id, version, seq, type, at, user_id)
  SELECT $1::uuid, head.version, $2::bigint, $3, $4::bigint, $5::uuid FROM head RETURNING version::float8 AS version`;

const RECORD_MANY = `WITH head AS (
    UPDATE message.heads SET version = version + cardinality($2::bigint[]), tx = pg_current_xact_id() WHERE chat_id = $1::uuid
    RETURNING version - cardinality($2::bigint[]) AS before
  )
  INSERT INTO message.changes (chat_id, version, seq, type, at)
  SELECT $1::uuid, head.before + s.n, s.seq, $3, $4::bigint FROM head, unnest($2::bigint[]) WITH ORDINALITY AS s (seq, n)
  RETURNING seq::float8 AS seq, version::float8 AS version`;

/** A change of a message that was there before. */
export interface ChangeRecord {
  readonly chatId: string;
  readonly seq: number;
  readonly type: ChangeType;
  /** Epoch ms. */
  readonly at: number;
  /** Who alone sees it; undefined for a change that everybody sees. */
  readonly onlyFor?: string;
}

/** Gives a change the chat's next version, by which devices learn of it. The head must be held by this transaction. */
export async function recordChange(tx: Queryable, { chatId, seq, type, at, onlyFor }: ChangeRecord): Promise<number> {
  const [row] = await tx.query<{ version: number }>(RECORD, [chatId, seq, type, at, onlyFor ?? null]);
  if (row === undefined) throw new Error('a change was recorded for a chat without a head');
  return row.version;
}

/** The same for a change of several messages of a chat that everybody sees: a version each, in the order given. Answers them by `seq`. */
export async function recordChanges(
  tx: Queryable,
  { chatId, seqs, type, at }: Omit<ChangeRecord, 'seq' | 'onlyFor'> & { readonly seqs: readonly number[] },
): Promise<ReadonlyMap<number, number>> {
  if (seqs.length === 0) return new Map();
  const rows = await tx.query<{ seq: number; version: number }>(RECORD_MANY, [chatId, numberArray(seqs), type, at]);
  return new Map(rows.map(({ seq, version }) => [seq, version]));
}
