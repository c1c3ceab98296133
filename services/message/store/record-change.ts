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
