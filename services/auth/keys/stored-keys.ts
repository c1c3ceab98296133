import { generateKeyPairSync } from 'node:crypto';
import { textArray } from '@parley/postgres/arrays';
import type { Database } from '@parley/postgres/database';
import type { JWK } from 'jose';
import { planKeys } from '../domain/key-rotation.ts';
import { jwkOfKey, type SigningKey, signingKeyOf } from './signing-key.ts';

interface StoredKey {
  readonly id: string;
  readonly jwk: string;
  readonly signsFrom: number;
}

/**
 * The keys that the installation made itself, after making and dropping those that are due. Processes that do this at the same moment
 * wait for each other, so they come to the same keys.
 */
export async function maintainStoredKeys(db: Database, now: number): Promise<SigningKey[]> {
  const stored = await db.transaction(async (tx) => {
    await tx.query(`SELECT 1 AS locked FROM pg_advisory_xact_lock(hashtextextended('auth.signing_keys', 0))`);
    const keys = await tx.query<StoredKey>(
      'SELECT id, private_jwk AS jwk, signs_from::float8 AS "signsFrom" FROM auth.signing_keys',
    );
    const plan = planKeys(keys, now);
    if (plan.drop.length > 0) await tx.query('DELETE FROM auth.signing_keys WHERE id = ANY($1::text[])', [textArray(plan.drop)]);
    const kept = keys.filter((key) => !plan.drop.includes(key.id));
    if (plan.add === undefined) return kept;
    const made = await makeKey(plan.add);
    await tx.query('INSERT INTO auth.signing_keys (id, private_jwk, created_at, signs_from) VALUES ($1, $2, $3, $4)', [
      made.id,
      made.jwk,
      now,
      made.signsFrom,
    ]);
    return [...kept, made];
  });
  return Promise.all(stored.map((key) => signingKeyOf(JSON.parse(key.jwk) as JWK, key.signsFrom)));
}

async function makeKey(signsFrom: number): Promise<StoredKey> {
  const jwk = jwkOfKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  const { id } = await signingKeyOf(jwk, signsFrom);
  return { id, jwk: JSON.stringify(jwk), signsFrom };
}
