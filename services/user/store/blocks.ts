import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';

/** A block: `blockerId` has blocked `blockedId`. */
export interface BlockRow {
  readonly blockerId: string;
  readonly blockedId: string;
}

/** Tells whether the block is new. */
export async function insertBlock(tx: Queryable, { blockerId, blockedId }: BlockRow, now: number): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO users.blocks (blocker_id, blocked_id, created_at) VALUES ($1::uuid, $2::uuid, $3)
     ON CONFLICT DO NOTHING RETURNING blocker_id`,
    [blockerId, blockedId, now],
  );
  return rows.length > 0;
}

/** Tells whether there was such a block. */
export async function deleteBlock(tx: Queryable, { blockerId, blockedId }: BlockRow): Promise<boolean> {
  const rows = await tx.query(
    'DELETE FROM users.blocks WHERE blocker_id = $1::uuid AND blocked_id = $2::uuid RETURNING blocker_id',
    [blockerId, blockedId],
  );
  return rows.length > 0;
}

/** Whom a person has blocked, in the order of their ids, from the one after `after` on. */
export async function listBlocked(db: Queryable, blockerId: string, after: string | null, limit: number): Promise<string[]> {
  const rows = await db.query<{ blockedId: string }>(
    `SELECT blocked_id AS "blockedId" FROM users.blocks
      WHERE blocker_id = $1::uuid AND ($2::uuid IS NULL OR blocked_id > $2::uuid)
      ORDER BY blocked_id LIMIT $3::integer`,
    [blockerId, after, limit],
  );
  return rows.map((row) => row.blockedId);
}

/** The blocks between the people of each pair, in either direction. */
export function blocksBetween(db: Queryable, pairs: readonly { readonly a: string; readonly b: string }[]): Promise<BlockRow[]> {
  return db.query<BlockRow>(
    `WITH pairs AS (
       SELECT a, b FROM unnest($1::uuid[], $2::uuid[]) AS p (a, b)
       UNION
       SELECT b, a FROM unnest($1::uuid[], $2::uuid[]) AS p (a, b)
     )
     SELECT blocks.blocker_id AS "blockerId", blocks.blocked_id AS "blockedId"
       FROM pairs JOIN users.blocks blocks ON blocks.blocker_id = pairs.a AND blocks.blocked_id = pairs.b`,
    [uuidArray(pairs.map((pair) => pair.a)), uuidArray(pairs.map((pair) => pair.b))],
  );
}
