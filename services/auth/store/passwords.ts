import type { Queryable } from '@parley/postgres/database';

/** Stores the password hash of a person who has none yet. */
export async function insertPassword(db: Queryable, userId: string, hash: string, now: number): Promise<void> {
  await db.query('INSERT INTO auth.passwords (user_id, hash, updated_at) VALUES ($1::uuid, $2, $3)', [userId, hash, now]);
}

/** The password hash of a person who has one. */
export async function loadPassword(db: Queryable, userId: string): Promise<string | undefined> {
  const [row] = await db.query<{ hash: string }>('SELECT hash FROM auth.passwords WHERE user_id = $1::uuid', [userId]);
  return row?.hash;
}

/** Replaces a hash, unless the password was changed meanwhile. */
export async function upgradePassword(db: Queryable, userId: string, from: string, to: string, now: number): Promise<void> {
  await db.query('UPDATE auth.passwords SET hash = $3, updated_at = $4 WHERE user_id = $1::uuid AND hash = $2', [
    userId,
    from,
    to,
    now,
  ]);
}

/** Drops the hash of an account that never came to be. */
export async function deletePassword(db: Queryable, userId: string): Promise<void> {
  await db.query('DELETE FROM auth.passwords WHERE user_id = $1::uuid', [userId]);
}
