import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Database } from '@parley/postgres/database';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { authMigrations } from '../module.ts';
import { sweep } from './sweep.ts';

const DAY_MS = 86_400_000;
const NOW = 1_800_000_000_000;
let database: TestDatabase;
let db: Database;

beforeAll(async () => {
  database = await testDatabase();
  db = await database.open('auth', authMigrations, { outbox: true });
});
afterAll(() => database.close());

async function session(expiresAt: number, revokedAt: number | null): Promise<string> {
  const id = crypto.randomUUID();
  await db.query(
    `INSERT INTO auth.sessions (id, user_id, family_hash, refresh_hash, device_name, device_platform, created_at, last_used_at, expires_at, revoked_at)
     VALUES ($1::uuid, gen_random_uuid(), '', '', '', 'other', 0, 0, $2, $3)`,
    [id, expiresAt, revokedAt],
  );
  return id;
}

test('drops what has been over for long, and nothing else', async () => {
  const kept = [await session(NOW + DAY_MS, null), await session(NOW - 89 * DAY_MS, null), await session(NOW, NOW - 89 * DAY_MS)];
  await session(NOW - 91 * DAY_MS, null);
  await session(NOW, NOW - 91 * DAY_MS);
  await db.query(
    `INSERT INTO auth.challenges (phone, id, key_id, salt, code_hash, expires_at)
     VALUES ('+1', gen_random_uuid(), '', '', '', $1), ('+2', gen_random_uuid(), '', '', '', $2)`,
    [NOW, NOW - 2 * DAY_MS],
  );
  await db.query(
    `INSERT INTO auth.phone_limits (phone, sent_at, failures, failures_since)
     VALUES ('+1', ARRAY[$1::bigint], 0, 0), ('+2', '{}', 3, $1), ('+3', ARRAY[$2::bigint], 3, $2), ('+4', '{}', 0, 0)`,
    [NOW - DAY_MS, NOW - 32 * DAY_MS],
  );

  await sweep(db, NOW);

  const sessions = await db.query<{ id: string }>('SELECT id FROM auth.sessions');
  expect(sessions.map(({ id }) => id).toSorted()).toEqual(kept.toSorted());
  expect(await db.query('SELECT phone FROM auth.challenges')).toEqual([{ phone: '+1' }]);
  expect(await db.query('SELECT phone FROM auth.phone_limits ORDER BY phone')).toEqual([{ phone: '+1' }, { phone: '+2' }]);
});
