import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabase } from '@parley/testkit/test-database';

const database = await testDatabase();
afterAll(() => database.close());

function folder(files: Record<string, string>): string {
  const path = mkdtempSync(join(tmpdir(), 'parley-migrations-'));
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(path, name), sql);
  return path;
}

const first = { '0001_init.sql': 'CREATE TABLE a.things (id int PRIMARY KEY);\nINSERT INTO a.things VALUES (1);' };

test('migrations run once, in order', async () => {
  const db = await database.open('a', folder(first));
  await database.open('a', folder({ ...first, '0002_more.sql': 'INSERT INTO a.things VALUES (2)' }));
  await database.open('a', folder({ ...first, '0002_more.sql': 'INSERT INTO a.things VALUES (2)' }));
  expect(await db.query<{ id: number }>('SELECT id FROM a.things ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }]);
});
