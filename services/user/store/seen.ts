import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { SeenAccount } from '../domain/seen-account.ts';

const SEEN = `
SELECT a.id, a.username, a.display_name AS "displayName", a.about, a.avatar_url AS "avatarUrl", a.phone,
       a.last_seen_audience AS "lastSeenAudience", a.avatar_audience AS "avatarAudience",
       a.about_audience AS "aboutAudience", a.group_add_audience AS "groupAddAudience", a.read_receipts AS "readReceipts",
       coalesce(a.id = $2::uuid, false) AS "isSelf",
       theirs.owner_id IS NOT NULL AS "viewerIsContact",
       mine.owner_id IS NOT NULL AS "subjectIsContact",
       coalesce(mine.phone = a.phone, false) AS "viewerKnowsPhone",
       by_subject.blocker_id IS NOT NULL AS "subjectBlockedViewer",
       by_viewer.blocker_id IS NOT NULL AS "viewerBlockedSubject"
  FROM users.accounts a
  LEFT JOIN users.contacts theirs ON theirs.owner_id = a.id AND theirs.contact_id = $2::uuid
  LEFT JOIN users.contacts mine ON mine.owner_id = $2::uuid AND mine.contact_id = a.id
  LEFT JOIN users.blocks by_subject ON by_subject.blocker_id = a.id AND by_subject.blocked_id = $2::uuid
  LEFT JOIN users.blocks by_viewer ON by_viewer.blocker_id = $2::uuid AND by_viewer.blocked_id = a.id
 WHERE a.id = ANY($1::uuid[])`;

/**
 * The people with these ids, in the order of the ids; unknown ones are left out.
 *
 * @param viewerId Who looks; null stands for a stranger to everybody.
 */
export async function loadSeen(db: Queryable, viewerId: string | null, ids: readonly string[]): Promise<SeenAccount[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<SeenAccount>(SEEN, [uuidArray(ids), viewerId]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
