import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@parley/testkit/test-database';
import { connectPostgres } from './engine.ts';

const database = await testDatabase();
const folders: string[] = [];
afterAll(async () => {
  await database.close();
  for (const path of folders) rmSync(path, { recursive: true });
});

function folder(files: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), 'parley-migrations-'));
  folders.push(path);
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(path, name), sql);
  return path;
}

const init = (schema: string): string =>
  `CREATE TABLE ${schema}.things (id int PRIMARY KEY);\nINSERT INTO ${schema}.things VALUES (1);`;

test('migrations run once, in order, and later ones after them', async () => {
  const files = { '0001_init.sql': init('a'), '0002_more.sql': 'INSERT INTO a.things VALUES (2)' };
  const db = await database.open('a', folder({ '0001_init.sql': files['0001_init.sql'] }));
  await database.open('a', folder(files));
  await database.open('a', folder(files));
  expect(await db.query('SELECT id FROM a.things ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
});

test('where nothing is to be done, that takes two statements', async () => {
  const directory = folder({ '0001_init.sql': init('quick') });
  await database.open('quick', directory, { outbox: true });
  const texts: string[] = [];
  const engine = await connectPostgres(database.target, { max: 1, onQuery: (text) => void texts.push(text) });
  texts.length = 0;
  await engine.open('quick', directory, { outbox: true });
  await engine.close();
  expect(texts).toHaveLength(2);
});

test('many processes that start at once migrate once', async () => {
  const directory = folder({
    '0001_init.sql': init('raced'),
    '0002_slow.sql': 'SELECT pg_sleep(0.1); INSERT INTO raced.things VALUES (2)',
  });
  const opened = await Promise.all(Array.from({ length: 5 }, () => database.open('raced', directory, { outbox: true })));
  expect(await opened[0]?.query('SELECT id FROM raced.things ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
});

test('a migration that was changed after it ran is refused', async () => {
  await database.open('changed', folder({ '0001_init.sql': init('changed') }));
  const changed = folder({
    '0001_init.sql': `${init('changed')} -- harmless?`,
    '0002_more.sql': 'INSERT INTO changed.things VALUES (2)',
  });
  await expect(database.open('changed', changed)).rejects.toThrow('changed: 0001_init.sql was changed after it had been applied');
  expect(await database.engine.pool.query('SELECT id FROM changed.things')).toEqual([{ id: 1 }]);
});

test('a database that a newer build has widened will do', async () => {
  await database.open('wider', folder({ '0001_init.sql': init('wider'), '0002_new.sql': 'SELECT 1' }));
  const db = await database.open('wider', folder({ '0001_init.sql': init('wider') }));
  expect(await db.query('SELECT id FROM wider.things')).toEqual([{ id: 1 }]);
});

test('a database that a newer build has taken something from is refused', async () => {
  await database.open('newer', folder({ '0001_init.sql': init('newer'), '0002_new.sql': '-- narrows: why\nSELECT 1' }));
  await expect(database.open('newer', folder({ '0001_init.sql': init('newer') }))).rejects.toThrow(
    'schema newer has 0002_new.sql',
  );
});

test('a table of migrations from before they said whether they narrow is read', async () => {
  await database.open('early', folder({ '0001_init.sql': init('early'), '0002_new.sql': 'SELECT 1' }));
  await database.engine.pool.query('ALTER TABLE early.migrations DROP COLUMN narrows');
  await expect(database.open('early', folder({ '0001_init.sql': init('early') }))).rejects.toThrow(
    'schema early has 0002_new.sql',
  );
  const more = { '0001_init.sql': init('early'), '0002_new.sql': 'SELECT 1', '0003_more.sql': 'SELECT 2' };
  await database.open('early', folder(more));
  expect(await database.engine.pool.query('SELECT narrows FROM early.migrations ORDER BY name')).toEqual([
    { narrows: null },
    { narrows: null },
    { narrows: false },
  ]);
});

test('a migration that fails leaves nothing of itself, and runs when it is mended', async () => {
  const broken = folder({
    '0001_init.sql': init('broken'),
    '0002_bad.sql': 'INSERT INTO broken.things VALUES (2); SELECT 1 / 0;',
  });
  await expect(database.open('broken', broken)).rejects.toThrow(
    'Migration 0002_bad.sql of schema broken failed: division by zero',
  );
  const mended = folder({ '0001_init.sql': init('broken'), '0002_bad.sql': 'INSERT INTO broken.things VALUES (3)' });
  const db = await database.open('broken', mended);
  expect(await db.query('SELECT id FROM broken.things ORDER BY id')).toEqual([{ id: 1 }, { id: 3 }]);
});

test('a file may say that it runs outside of a transaction', async () => {
  const db = await database.open(
    'outside',
    folder({
      '0001_init.sql': init('outside'),
      '0002_index.sql':
        '-- no-transaction: an index on a table in use\nCREATE INDEX CONCURRENTLY i ON outside.things (id);\n-- and\nCREATE INDEX CONCURRENTLY j ON outside.things (id);\n',
    }),
  );
  expect(
    await db.query(`SELECT indexname FROM pg_indexes WHERE schemaname = 'outside' AND indexname IN ('i', 'j') ORDER BY 1`),
  ).toEqual([{ indexname: 'i' }, { indexname: 'j' }]);
});

test('functions and comments with semicolons survive', async () => {
  const sql = `-- a comment; with one\nCREATE FUNCTION texts.f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$;\nSELECT ';' -- no end`;
  const db = await database.open('texts', folder({ '0001_f.sql': sql }));
  expect(await db.query('SELECT texts.f() AS f')).toEqual([{ f: 1 }]);
});

test('names that say no order, and schemas that are no names, are refused', async () => {
  await expect(database.open('b', folder({ 'init.sql': 'SELECT 1' }))).rejects.toThrow(
    'a migration is named like 0001_what_it_does.sql',
  );
  await expect(database.open('b; DROP SCHEMA a', folder({}))).rejects.toThrow("can't be the name of a schema");
});

test('a migration does not wait for a lock forever', async () => {
  await database.open('locked', folder({ '0001_init.sql': init('locked') }));
  const [row] = await database.engine.pool.query<{ lock_timeout: string }>('SHOW lock_timeout');
  const seen = folder({
    '0001_init.sql': init('locked'),
    '0002_seen.sql': `CREATE TABLE locked.seen AS SELECT current_setting('lock_timeout') AS value`,
  });
  const db = await database.open('locked', seen);
  expect(await db.query('SELECT value FROM locked.seen')).toEqual([{ value: '10s' }]);
  // And nobody else got that setting.
  expect(await db.query('SHOW lock_timeout')).toEqual([row ?? {}]);
});
