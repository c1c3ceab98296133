import { numberArray, uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';

/** When people were last there, epoch ms; those never seen are absent. */
export async function readLastSeen(db: Queryable, userIds: readonly string[]): Promise<Map<string, number>> {
  if (userIds.length === 0) return new Map();
  const rows = await db.query<{ userId: string; at: number }>(
    'SELECT user_id::text AS "userId", at::float8 AS "at" FROM presence.last_seen WHERE user_id = ANY($1::uuid[])',
    [uuidArray(userIds)],
  );
  return new Map(rows.map(({ userId, at }) => [userId, at]));
}

/** Notes that people were there at those times, epoch ms. Never moves back. One row a person; in one order, so that writers can't deadlock. */
export async function writeLastSeen(db: Queryable, seen: ReadonlyMap<string, number>): Promise<void> {
  if (seen.size === 0) return;
  await db.query(
    `INSERT INTO presence.last_seen (user_id, at)
     SELECT s.user_id, s.at::bigint FROM unnest($1::uuid[], $2::float8[]) AS s (user_id, at) ORDER BY s.user_id
     ON CONFLICT (user_id) DO UPDATE SET at = excluded.at WHERE last_seen.at < excluded.at`,
    [uuidArray([...seen.keys()]), numberArray([...seen.values()])],
  );
}
