import type { Queryable } from '@parley/postgres/database';
import { prefixRange } from '../domain/search-terms.ts';

/** Terms that a search looks at: a prefix that fits more than these is too short to mean anybody. */
const SCANNED_TERMS = 1_000;

/**
 * Ids of the people one of whose terms begins with `prefix` (folded): the exact username first, then by username, then by name. The
 * viewer and those who have blocked the viewer are left out.
 */
export async function searchByPrefix(db: Queryable, viewerId: string, prefix: string, limit: number): Promise<string[]> {
  const { from, to } = prefixRange(prefix);
  const rows = await db.query<{ id: string }>(
    `WITH hits AS (
       SELECT DISTINCT user_id FROM (
         SELECT user_id FROM users.search_terms WHERE term >= $2 AND term < $3 ORDER BY term, user_id LIMIT ${SCANNED_TERMS}
       ) scanned
     )
     SELECT a.id
       FROM hits JOIN users.accounts a ON a.id = hits.user_id
      WHERE a.id <> $1::uuid
        AND NOT EXISTS (SELECT 1 FROM users.blocks b WHERE b.blocker_id = a.id AND b.blocked_id = $1::uuid)
      ORDER BY (a.username_key = $2) DESC NULLS LAST,
               (a.username_key >= $2 AND a.username_key < $3) DESC NULLS LAST,
               a.display_name COLLATE "C", a.id
      LIMIT $4::integer`,
    [viewerId, from, to, limit],
  );
  return rows.map((row) => row.id);
}
