import { numberArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { PhoneHistory } from '../domain/code-limits.ts';
import { TRIES_PER_CODE } from '../domain/code-limits.ts';

/** The code that is under way to a phone. */
export interface Challenge {
  readonly id: string;
  readonly phone: string;
  readonly keyId: string;
  readonly salt: Uint8Array;
  readonly codeHash: Uint8Array;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/**
 * What is known of a phone, which nobody else can change before the end of the transaction. Whoever locks a challenge too locks the phone
 * first, so that nobody waits in a circle.
 */
export async function lockPhone(tx: Queryable, phone: string): Promise<PhoneHistory> {
  await tx.query('INSERT INTO auth.phone_limits (phone) VALUES ($1) ON CONFLICT DO NOTHING', [phone]);
  const [row] = await tx.query<PhoneHistory>(
    `SELECT array_to_json(sent_at) AS "sentAt", failures, failures_since::float8 AS "failuresSince"
       FROM auth.phone_limits WHERE phone = $1 FOR UPDATE`,
    [phone],
  );
  if (row === undefined) throw new Error('a phone vanished under its lock');
  return row;
}

export async function saveSent(tx: Queryable, phone: string, sentAt: readonly number[]): Promise<void> {
  await tx.query('UPDATE auth.phone_limits SET sent_at = $2::bigint[] WHERE phone = $1', [phone, numberArray(sentAt)]);
}

export async function saveFailures(
  tx: Queryable,
  phone: string,
  count: { readonly failures: number; readonly failuresSince: number },
): Promise<void> {
  await tx.query('UPDATE auth.phone_limits SET failures = $2::integer, failures_since = $3 WHERE phone = $1', [
    phone,
    count.failures,
    count.failuresSince,
  ]);
}

/** Stores a challenge; the one that the phone had before is gone with that. */
export async function putChallenge(tx: Queryable, challenge: Challenge): Promise<void> {
  const { phone, id, keyId, salt, codeHash, expiresAt } = challenge;
  await tx.query(
    `INSERT INTO auth.challenges (phone, id, key_id, salt, code_hash, expires_at) VALUES ($1, $2::uuid, $3, $4, $5, $6)
     ON CONFLICT (phone) DO UPDATE
       SET id = excluded.id, key_id = excluded.key_id, salt = excluded.salt, code_hash = excluded.code_hash,
           expires_at = excluded.expires_at, tries = 0, used = false`,
    [phone, id, keyId, salt, codeHash, expiresAt],
  );
}

/** The phone of a challenge that is neither used, replaced nor expired, and whether it has tries left. */
export async function findOpenChallenge(
  db: Queryable,
  id: string,
  now: number,
): Promise<{ phone: string; exhausted: boolean } | undefined> {
  const [row] = await db.query<{ phone: string; exhausted: boolean }>(
    `SELECT phone, tries >= ${TRIES_PER_CODE} AS exhausted FROM auth.challenges WHERE id = $1::uuid AND NOT used AND expires_at > $2`,
    [id, now],
  );
  return row;
}

/** Counts a try and answers what it is compared with; undefined when there are none left. Counting and asking are one statement. */
export async function takeTry(
  tx: Queryable,
  id: string,
  now: number,
): Promise<Pick<Challenge, 'keyId' | 'salt' | 'codeHash'> | undefined> {
  const [row] = await tx.query<Pick<Challenge, 'keyId' | 'salt' | 'codeHash'>>(
    `UPDATE auth.challenges SET tries = tries + 1
      WHERE id = $1::uuid AND NOT used AND tries < ${TRIES_PER_CODE} AND expires_at > $2
      RETURNING key_id AS "keyId", salt, code_hash AS "codeHash"`,
    [id, now],
  );
  return row;
}

/** Marks a challenge as used, or as open again where its use came to nothing. */
export async function markUsed(db: Queryable, id: string, used: boolean): Promise<void> {
  await db.query('UPDATE auth.challenges SET used = $2::boolean WHERE id = $1::uuid', [id, used]);
}
