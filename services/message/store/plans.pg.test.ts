import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { systemIds } from '@parley/kernel/ids';
import type { Database } from '@parley/postgres/database';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { textGrams } from '../domain/search-grams.ts';
import { LAST_MESSAGES, STATES } from './chat-states.ts';
import { MOVE } from './move-watermarks.ts';
import { NEWEST_OF_STRETCH, OLDEST_OF_STRETCH } from './read-messages.ts';
import { SEARCH_ALL, SEARCH_CHAT } from './search-messages.ts';
import { CHANGED, CHANGES, MESSAGES } from './sync-scan.ts';

// 100,000 messages in 500 chats of 4. A hot statement's plan must not depend on how large the tables are, so none of
// these may read a table from end to end that grows with the messages, whether the statistics are fresh or missing.

const CHATS = 500;
const PER_CHAT = 200;
let server: TestDatabase;
let db: Database;
const user = systemIds.uuid();
const chatIds = Array.from({ length: CHATS }, () => systemIds.uuid());
const some = `{${chatIds.slice(0, 50).join(',')}}`;

beforeAll(async () => {
  server = await testDatabase();
  db = await server.open('message', `${import.meta.dir}/migrations`, { outbox: true });
  const all = `{${chatIds.join(',')}}`;
  await db.query(
    `INSERT INTO message.heads (chat_id, last_seq, last_activity_at, chat_type, chat_version) SELECT id, $2::int, 0, 'group', 1 FROM unnest($1::uuid[]) AS c (id)`,
    [all, PER_CHAT],
  );
  await db.query(
    `INSERT INTO message.members (chat_id, user_id, role, joined_seq)
     SELECT c.id, CASE WHEN n = 1 AND c.o <= 50 THEN $2::uuid ELSE gen_random_uuid() END, 'member', 0
       FROM unnest($1::uuid[]) WITH ORDINALITY AS c (id, o), generate_series(1, 4) AS n`,
    [all, user],
  );
  await db.query(
    `INSERT INTO message.messages (chat_id, seq, id, sender_id, client_msg_id, created_at, content)
     SELECT c.id, n, gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), n, '{"type":"text","text":"hello"}' FROM unnest($1::uuid[]) AS c (id), generate_series(1, $2::int) AS n`,
    [all, PER_CHAT],
  );
  await db.query(
    `INSERT INTO message.changes (chat_id, version, seq, type, at) SELECT c.id, n, n, 'message.edited', n FROM unnest($1::uuid[]) AS c (id), generate_series(1, 50) AS n`,
    [all],
  );
  await db.query(
    `INSERT INTO message.search (chat_id, seq, created_at, sender_id, kind, grams)
     SELECT c.id, n, n, gen_random_uuid(), 'text', ARRAY[n, n * 7, n * 13 + 5] FROM unnest($1::uuid[]) AS c (id), generate_series(1, $2::int) AS n`,
    [all, PER_CHAT],
  );
}, 60_000);
afterAll(() => server.close());

const seen = async () => (await db.query<{ now: string }>(`SELECT pg_current_snapshot()::text AS now`))[0]?.now ?? '';
const grams = `{${textGrams('hello').join(',')}}`;
const chat = chatIds[3] ?? '';

/** Statements and their parameters, as SQL literals. */
async function statements(): Promise<[name: string, sql: string, values: string[]][]> {
  const now = await seen();
  const filter = ['NULL::uuid', 'NULL::text', '0', '9007199254740991', '200'];
  const place = ['9007199254740991', `'ffffffff-ffff-ffff-ffff-ffffffffffff'`, '9007199254740991'];
  return [
    ['newest of a chat', NEWEST_OF_STRETCH, [`'${user}'`, `'${chat}'`, '0', '150', '51']],
    ['oldest of a chat', OLDEST_OF_STRETCH, [`'${user}'`, `'${chat}'`, '100', '200', '51']],
    ['states of chats', STATES, [`'${user}'`, `'${some}'`]],
    ['last messages', LAST_MESSAGES, [`'${user}'`, `'${some}'`]],
    ['changed chats', CHANGED, [`'${user}'`, `'${now}'`, `'${chatIds[0] ?? ''}'`, 'NULL::uuid', `'${now}'`, '101']],
    ['missed messages', MESSAGES, [`'${user}'`, `'{${chat}}'`, `'{5}'`, `'{50}'`]],
    ['missed changes', CHANGES, [`'${user}'`, `'{${chat}}'`, `'{5}'`, `'{50}'`]],
    [
      'watermarks',
      MOVE,
      [
        `'${some}'`,
        `'{${Array(50).fill(user).join(',')}}'`,
        `'{${Array(50).fill(5).join(',')}}'`,
        `'{${Array(50).fill(5).join(',')}}'`,
        '1',
      ],
    ],
    ['search', SEARCH_ALL, [`'${user}'`, `'${grams}'`, ...place, ...filter]],
    ['search in a chat', SEARCH_CHAT, [`'${user}'`, `'${grams}'`, ...place, ...filter, `'${chat}'`]],
  ];
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly Node[];
}

function scans(node: Node): string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : [];
  return [...own, ...(node.Plans ?? []).flatMap(scans)];
}

/** Large tables that a plan made without knowing the parameters reads from end to end. Heads and members are small here, so they may be. */
async function fullScans(name: string, sql: string, values: readonly string[]): Promise<string[]> {
  const statement = `plan_${name.replaceAll(' ', '_')}`;
  return db.transaction(async (tx) => {
    await tx.query(`SET LOCAL plan_cache_mode = force_generic_plan`);
    await tx.query(`PREPARE ${statement} AS ${sql}`);
    const [row] = await tx.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
      `EXPLAIN (FORMAT JSON) EXECUTE ${statement} (${values.join(', ')})`,
    );
    await tx.query(`DEALLOCATE ${statement}`);
    const plan = row?.['QUERY PLAN'][0].Plan;
    if (plan === undefined) throw new Error(`no plan for ${name}`);
    return scans(plan).filter((table) => /^(messages|changes|search)/.test(table));
  });
}

describe('plans', () => {
  for (const statistics of ['missing', 'fresh']) {
    test(`read no table from end to end, with ${statistics} statistics`, async () => {
      if (statistics === 'fresh') await db.query('ANALYZE');
      const found: Record<string, string[]> = {};
      for (const [name, sql, values] of await statements()) {
        const tables = await fullScans(name, sql, values);
        if (tables.length > 0) found[name] = tables;
      }
      expect(found).toEqual({});
    }, 30_000);
  }
});
