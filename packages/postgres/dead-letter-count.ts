import type { Queryable } from './database.ts';

/** How many events of `schema` were set aside and wait for a person. Old events are forgotten by whoever carries them to their consumers. */
export async function countDeadLetters(db: Queryable, schema: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${schema}.dead_letters`);
  return row?.count ?? 0;
}
