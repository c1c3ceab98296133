import type { Queryable } from '@parley/postgres/database';
import { usernameKey } from '../domain/username.ts';
import { findByUsername } from './accounts.ts';
import { lockUsername, replaceTerms } from './names.ts';

/** What may be changed of a profile; absent stays, null clears. */
export interface ProfileChange {
  readonly username?: string;
  readonly displayName?: string;
  readonly about?: string | null;
  readonly avatarUrl?: string | null;
}

/**
 * Changes a profile and what it is found by; runs in a transaction. Answers `taken` when the username belongs to somebody else,
 * `unknown` when nobody has this id.
 */
export async function updateProfile(
  tx: Queryable,
  id: string,
  change: ProfileChange,
  now: number,
): Promise<'updated' | 'taken' | 'unknown'> {
  // The lock makes concurrent changes of one profile wait for each other, so that its search terms fit what is stored.
  const [current] = await tx.query<{ username: string | null; displayName: string }>(
    'SELECT username, display_name AS "displayName" FROM users.accounts WHERE id = $1::uuid FOR UPDATE',
    [id],
  );
  if (current === undefined) return 'unknown';
  if (change.username !== undefined) {
    await lockUsername(tx, change.username);
    const owner = await findByUsername(tx, change.username);
    if (owner !== undefined && owner !== id) return 'taken';
  }
  const values = [
    id,
    change.displayName ?? null,
    change.about !== undefined,
    change.about ?? null,
    change.avatarUrl !== undefined,
    change.avatarUrl ?? null,
    change.username ?? null,
    change.username === undefined ? null : usernameKey(change.username),
    now,
  ];
  await tx.query(
    `UPDATE users.accounts
        SET display_name = coalesce($2, display_name),
            about = CASE WHEN $3::boolean THEN $4 ELSE about END,
            avatar_url = CASE WHEN $5::boolean THEN $6 ELSE avatar_url END,
            username = coalesce($7, username),
            username_key = coalesce($8, username_key),
            updated_at = $9
      WHERE id = $1::uuid`,
    values,
  );
  if (change.username !== undefined || change.displayName !== undefined) {
    await replaceTerms(tx, id, change.username ?? current.username ?? undefined, change.displayName ?? current.displayName);
  }
  return 'updated';
}
