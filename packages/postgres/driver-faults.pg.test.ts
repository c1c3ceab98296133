/**
 * Faults that the driver had in earlier versions. They are tried with each version of the runtime before it is taken.
 * oven-sh/bun #33665 and #30494 (rows given to another query), #30947 (a pool that never recovers), #29484 (stale plans).
 */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AppError } from '@parley/kernel/errors';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { createPool, type Pool } from './pool.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = createPool(database.target, { max: 4, applicationName: 'faults' });
});
afterAll(async () => {
  await pool.close();
  await database.close();
});

const code = (error: unknown): string => (error instanceof AppError ? error.code : String(error));

test('each of many queries at once gets its own rows, failing ones between them or not', async () => {
  const outcomes = await Promise.all(
    Array.from({ length: 600 }, async (_, n) => {
      if (n % 7 === 0) return pool.query('SELECT 1 / ($1::int4 - $1::int4) AS n', [n]).catch(() => 'failed');
      if (n % 5 === 0) return pool.query(`SELECT ${n} AS n`);
      if (n % 3 === 0) return pool.transaction((tx) => tx.query('SELECT $1::int4 AS n, pg_sleep(0.001)::text AS pause', [n]));
      return pool.query('SELECT $1::int4 AS n', [n]);
    }),
  );
  const expected = Array.from({ length: 600 }, (_, n) => (n % 7 === 0 ? 'failed' : n));
  expect(outcomes.map((outcome) => (outcome === 'failed' ? outcome : (outcome as { n: number }[])[0]?.n))).toEqual(expected);
});

test('after its connections were ended by the server, the pool makes new ones', async () => {
  const sleeping = Array.from({ length: 4 }, () => pool.query('SELECT pg_sleep(60)').catch(code));
  const ended = await endSessions(4);
  expect(ended).toBe(4);
  expect(await Promise.all(sleeping)).toEqual(Array.from({ length: 4 }, () => 'internal.unavailable'));
  const rows = await Promise.all(Array.from({ length: 20 }, (_, n) => pool.query('SELECT $1::int4 AS n', [n])));
  expect(rows).toEqual(Array.from({ length: 20 }, (_, n) => [{ n }]));
});

test('a connection that ends inside a transaction fails that transaction alone', async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const dying = pool
    .transaction(async (tx) => {
      begin();
      await tx.query('SELECT pg_sleep(60)');
    })
    .catch(code);
  await begun;
  await endSessions(1);
  expect(await dying).toBe('internal.unavailable');
  expect(await pool.transaction((tx) => tx.query('SELECT 1 AS n'))).toEqual([{ n: 1 }]);
});

test('a burst of transactions beyond the connections loses none', async () => {
  await pool.query('CREATE TABLE burst (n int PRIMARY KEY)');
  await Promise.all(
    Array.from({ length: 400 }, (_, n) =>
      pool.transaction(async (tx) => {
        await tx.query('SELECT 1');
        await Promise.all([
          tx.query('INSERT INTO burst VALUES ($1)', [n * 2]),
          tx.query('INSERT INTO burst VALUES ($1)', [n * 2 + 1]),
        ]);
      }),
    ),
  );
  expect(await pool.query('SELECT count(*)::int4 AS count FROM burst')).toEqual([{ count: 800 }]);
});

test('a prepared statement survives a change of its table', async () => {
  await pool.query('CREATE TABLE changing (a int, b int)');
  await pool.query('INSERT INTO changing VALUES (1, 2)');
  const read = (): Promise<object[]> => pool.query('SELECT a, b FROM changing WHERE a = $1', [1]);
  for (let n = 0; n < 20; n++) await read();
  await pool.query('ALTER TABLE changing ADD COLUMN c int, DROP COLUMN b');
  await pool.query('ALTER TABLE changing ADD COLUMN b int DEFAULT 9');
  const outcomes = await Promise.all(Array.from({ length: 20 }, read));
  expect(outcomes).toEqual(Array.from({ length: 20 }, () => [{ a: 1, b: 9 }]));
});

test('rows wider than a network packet and queries with large values arrive whole', async () => {
  const text = 'x'.repeat(3_000_000);
  const [small, large] = await Promise.all([
    pool.query<{ n: number }>('SELECT 1 AS n'),
    pool.query<{ text: string }>(`SELECT $1::text || 'y' AS text`, [text]),
  ]);
  expect(small).toEqual([{ n: 1 }]);
  expect(large[0]?.text.length).toBe(text.length + 1);
});

/** Ends as many sleeping sessions of the pool, once there are that many. */
async function endSessions(count: number): Promise<number> {
  for (;;) {
    const sleeping = await database.engine.pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'faults' AND state = 'active' AND wait_event = 'PgSleep'`,
    );
    if (sleeping.length < count) continue;
    await database.engine.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'faults' AND wait_event = 'PgSleep'`,
    );
    return sleeping.length;
  }
}
