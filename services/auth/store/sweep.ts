import type { Database } from '@parley/postgres/database';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Ended sessions are kept this long, so that what happened to an account can be looked up. */
const KEEP_SESSIONS_MS = 90 * DAY_MS;
/** Longer than anything that counts on a phone's history. */
const KEEP_PHONES_MS = 31 * DAY_MS;

/** Drops what has expired. Harmless to run twice, or by several processes. */
export async function sweep(db: Database, now: number): Promise<void> {
  await db.query('DELETE FROM auth.challenges WHERE expires_at < $1', [now - DAY_MS]);
  await db.query('DELETE FROM auth.sessions WHERE expires_at < $1 OR revoked_at < $1', [now - KEEP_SESSIONS_MS]);
  await db.query(
    `DELETE FROM auth.phone_limits
      WHERE failures_since < $1 AND NOT EXISTS (SELECT 1 FROM unnest(sent_at) AS at WHERE at >= $1)`,
    [now - KEEP_PHONES_MS],
  );
}
