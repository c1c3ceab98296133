import { afterAll, beforeAll, expect, test } from 'bun:test';
import { AppError } from '@parley/kernel/errors';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { textArray, uuidArray } from './arrays.ts';
import { DatabaseError, isUniqueViolation } from './errors.ts';
import { createPool, type Pool } from './pool.ts';

let database: TestDatabase;
let pool: Pool;
beforeAll(async () => {
  database = await testDatabase();
  pool = database.engine.pool;
  await pool.query('CREATE TABLE counters (id int PRIMARY KEY, n int NOT NULL, CONSTRAINT counters_small CHECK (n < 1000))');
});
afterAll(() => database.close());

const code = (error: unknown): string => (error instanceof AppError ? error.code : String(error));

test('values keep their type and content on the way there and back', async () => {
  const id = Bun.randomUUIDv7();
  const texts = ['', 'plain', 'with "quotes", \\ and {braces}', 'NULL', null, 'čau 👋', 'line\nbreak'];
  const [row] = await pool.query(
    `SELECT $1::bigint AS big, $2::float8 AS number, $3::bool AS flag, $4::bytea AS bytes, $5::uuid[] AS ids, $6::text[] AS texts,
            $7::text AS nothing, $8::text::jsonb AS json, $9::bigint::float8 AS millis`,
    [
      2n ** 60n,
      0.1,
      true,
      new Uint8Array([0, 255]),
      uuidArray([id, id]),
      textArray(texts),
      null,
      '{"a":[1,null]}',
      1_700_000_000_123,
    ],
  );
  expect(row).toEqual({
    big: String(2n ** 60n),
    number: 0.1,
    flag: true,
    bytes: Buffer.from([0, 255]),
    ids: [id, id],
    texts,
    nothing: null,
    json: { a: [1, null] },
    millis: 1_700_000_000_123,
  });
});

test('a statement is prepared once on a connection, whatever its values', async () => {
  const single = createPool(database.target, { max: 1 });
  for (let n = 0; n < 20; n++) await single.query('SELECT $1::int4 AS once', [n]);
  const rows = await single.query(`SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%AS once'`);
  expect(rows).toHaveLength(1);
  await single.close();
});

test('a violated constraint is told by its name', async () => {
  await pool.query('INSERT INTO counters VALUES (1, 0)');
  const error: unknown = await pool.query('INSERT INTO counters VALUES (1, 0)').catch((caught: unknown) => caught);
  expect(isUniqueViolation(error)).toBe(true);
  expect(isUniqueViolation(error, 'counters_pkey')).toBe(true);
  expect(isUniqueViolation(error, 'other')).toBe(false);
  const check: unknown = await pool.query('INSERT INTO counters VALUES (2, 1000)').catch((caught: unknown) => caught);
  expect(check).toBeInstanceOf(DatabaseError);
  expect(check).toMatchObject({ sqlState: '23514', constraint: 'counters_small' });
  expect(isUniqueViolation(check)).toBe(false);
});

test('a transaction is undone when its work rejects, with the error of the work', async () => {
  const fault = new Error('changed my mind');
  const failing = pool.transaction(async (tx) => {
    await tx.query('INSERT INTO counters VALUES (10, 0)');
    throw fault;
  });
  expect(await failing.catch((error: unknown) => error)).toBe(fault);
  expect(await pool.query('SELECT n FROM counters WHERE id = 10')).toEqual([]);
});

test('a deadlock is tried again until both are through', async () => {
  await pool.query('INSERT INTO counters VALUES (20, 0), (21, 0)');
  const { promise: bothHold, resolve: tell } = Promise.withResolvers<void>();
  let holding = 0;
  let runs = 0;
  const crosswise = (first: number, second: number): Promise<void> =>
    pool.transaction(async (tx) => {
      runs++;
      await tx.query('UPDATE counters SET n = n + 1 WHERE id = $1', [first]);
      if (++holding === 2) tell();
      await bothHold;
      await tx.query('UPDATE counters SET n = n + 1 WHERE id = $1', [second]);
    });
  await Promise.all([crosswise(20, 21), crosswise(21, 20)]);
  expect(runs).toBeGreaterThan(2);
  expect(await pool.query('SELECT n FROM counters WHERE id IN (20, 21)')).toEqual([{ n: 2 }, { n: 2 }]);
});

test('a transaction that can never be serialised is given up with its error', async () => {
  let runs = 0;
  const failing = pool.transaction(async (tx) => {
    runs++;
    await tx.query(`DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$`);
  });
  await expect(failing).rejects.toMatchObject({ sqlState: '40001' });
  expect(runs).toBe(8);
});

test('a quick statement does not wait behind a slow one while a connection is free', async () => {
  const pair = createPool(database.target, { max: 2 });
  let slowEnded = false;
  const slow = pair.query('SELECT pg_sleep(0.5)').then(() => {
    slowEnded = true;
  });
  for (let n = 0; n < 5; n++) await Promise.all(Array.from({ length: 10 }, () => pair.query('SELECT 1')));
  expect(slowEnded).toBe(false);
  await slow;
  await pair.close();
});

test('a statement that takes too long is ended, and its connection goes on', async () => {
  const impatient = createPool(database.target, { max: 1, statementTimeoutMs: 50 });
  expect(await impatient.query('SELECT pg_sleep(10)').catch(code)).toBe('internal.timeout');
  expect(await impatient.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await impatient.close();
});

test('a server that is not there is unavailable', async () => {
  const nowhere = createPool({ socketFolder: '/nonexistent', port: 1, user: 'x', database: 'x' }, { max: 1 });
  expect(await nowhere.query('SELECT 1').catch(code)).toBe('internal.unavailable');
  await nowhere.close();
});

test('each statement is told when it has ended, with how', async () => {
  const told: [string, boolean][] = [];
  const watched = createPool(database.target, {
    max: 1,
    onQuery: (text, ms, failed) => void (ms >= 0 && told.push([text, failed])),
  });
  await watched.query('SELECT 1');
  await watched.transaction((tx) => tx.query('SELECT 2'));
  await watched.query('SELEC').catch(() => undefined);
  expect(told).toEqual([
    ['SELECT 1', false],
    ['SELECT 2', false],
    ['SELEC', true],
  ]);
  await watched.close();
});
