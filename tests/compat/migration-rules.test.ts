import { describe, expect, test } from 'bun:test';
import { readDatabase } from './frozen.ts';
import { narrowingSteps } from './migration-rules.ts';
import { migrationsOf, SCHEMAS } from './schemas.ts';

const { migrations } = await readDatabase();

describe.each(SCHEMAS)('the migrations of %s', (schema) => {
  const known = migrations[schema] ?? {};
  const all = migrationsOf(schema);

  test('that the previous build had are as they were', () => {
    expect(Object.keys(known).length).toBeGreaterThan(0);
    const now = Object.fromEntries(all.map(({ name, checksum }) => [name, checksum]));
    expect(now).toMatchObject(known);
  });

  test('that came since leave it all that it works with, or say that they don’t', () => {
    for (const { name, sql, narrows } of all)
      if (!(name in known)) expect({ name, narrows: narrowingSteps(sql).length > 0 }).toEqual({ name, narrows });
  });
});

test.each([
  'DROP TABLE chat.members',
  'ALTER TABLE chat.members DROP COLUMN role',
  'ALTER TABLE chat.members RENAME COLUMN role TO rank',
  'ALTER TABLE chat.members ALTER COLUMN role SET NOT NULL',
  'ALTER TABLE chat.members ALTER COLUMN joined_at TYPE timestamptz',
  'ALTER TABLE chat.members ADD COLUMN mood text NOT NULL',
  'ALTER TABLE chat.members ADD COLUMN mood text NOT NULL, ADD COLUMN rank int DEFAULT 1',
  "ALTER TABLE chat.members ADD CONSTRAINT short CHECK (role <> 'x')",
  'CREATE UNIQUE INDEX ON chat.members (role)',
])('%s is noticed', (sql) => {
  expect(narrowingSteps(`-- Why.\n${sql};`)).toHaveLength(1);
});

test.each([
  "ALTER TABLE chat.members ADD COLUMN mood text NOT NULL DEFAULT ''",
  'ALTER TABLE chat.members ADD COLUMN mood text',
  'CREATE TABLE chat.moods (id uuid NOT NULL); ALTER TABLE chat.moods ALTER COLUMN id SET NOT NULL',
  'CREATE INDEX ON chat.members (role)',
])('%s is no harm', (sql) => {
  expect(narrowingSteps(sql)).toEqual([]);
});
