import type { Database } from './database.ts';
import { outboxLog } from './outbox.ts';

/** Ms that events are kept after everyone has passed them, to look at and to replay: far longer than a broker may lose of its tail. */
const KEEP_MS = 24 * 60 * 60_000;

/**
 * Forgets the events of `schema` that all have passed long ago; what nobody follows stays. Answers how many were set aside and wait for a
 * person. `now`: epoch ms. Harmless to repeat, by several processes too.
 */
export async function tendOutbox(db: Database, schema: string, now: number): Promise<{ readonly deadLetters: number }> {
  await outboxLog(db, schema).trim(now - KEEP_MS);
  const [row] = await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${schema}.dead_letters`);
  return { deadLetters: row?.count ?? 0 };
}
