import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Queryable } from '@parley/postgres/database';
import { startEmbedded } from '@parley/postgres/embedded/server';
import { connectPostgres } from '@parley/postgres/engine';
import { migrate } from '@parley/postgres/migrations';
import { openSession } from '@parley/postgres/pool';
import type { Message } from '@parley/protocol/message';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { api, wholeHistory } from '@parley/testkit/rest';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { silentLogger } from '@parley/testkit/test-logger';
import { eventually } from '../support/eventually.ts';
import { TEST_TIMEOUT } from '../support/server.ts';
import { readDatabase } from './frozen.ts';
import { putDatabase } from './frozen-database.ts';
import { migrationsOf, SCHEMAS } from './schemas.ts';

// What the previous build has left in its database, with its migrations; today's build comes upon it.

setDefaultTimeout(TEST_TIMEOUT);
const previous = await readDatabase();
const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const step of cleanUp.reverse()) await step();
});

/** Applies the migrations that the previous build had, or all. */
async function migrateAll({ engine, target }: Pick<TestDatabase, 'engine' | 'target'>, which: 'previous' | 'all'): Promise<void> {
  for (const schema of SCHEMAS) {
    const wanted = migrationsOf(schema).filter(({ name }) => which === 'all' || name in (previous.migrations[schema] ?? {}));
    await migrate(engine.pool, (work) => openSession(target, work), schema, wanted, false);
  }
}

const count = async (db: Queryable, table: string): Promise<number> =>
  (await db.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n ?? 0;

test('a node of the previous build writes its rows after the migration as before', async () => {
  const database = await testDatabase();
  cleanUp.push(() => database.close());
  await migrateAll(database, 'previous');
  await migrateAll(database, 'all');
  await putDatabase(database.pool, previous);
  for (const { name, rows } of previous.tables) expect([name, await count(database.pool, name)]).toEqual([name, rows.length]);
});

test('a migration under way takes nothing from who writes at the same time', async () => {
  const database = await testDatabase();
  cleanUp.push(() => database.close());
  await migrateAll(database, 'previous');
  await Promise.all([putDatabase(database.pool, previous), migrateAll(database, 'all')]);
  for (const { name, rows } of previous.tables) expect([name, await count(database.pool, name)]).toEqual([name, rows.length]);
});

let server: BootedServer;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'parley-upgrade-'));
  // Under root PostgreSQL runs as another user, who passes through here.
  chmodSync(dataDir, 0o711);
  cleanUp.push(() => rmSync(dataDir, { recursive: true, force: true }));
  await inDataDir(async (database) => {
    await migrateAll(database, 'previous');
    await putDatabase(database.engine.pool, previous);
  });
  server = await bootServer({ dataDir, env: { PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off' } });
  cleanUp.push(() => server.stop().catch(() => undefined));
});

async function inDataDir<T>(work: (database: Pick<TestDatabase, 'engine' | 'target'>) => Promise<T>): Promise<T> {
  const embedded = await startEmbedded({ directory: join(dataDir, 'postgres'), logger: silentLogger });
  const engine = await connectPostgres(embedded.target, { max: 2, applicationName: 'upgrade' });
  try {
    return await work({ engine, target: embedded.target });
  } finally {
    await engine.close();
    await embedded.stop();
  }
}

/** Two of those who lived the recorded day: by phone and by name. */
const RUN = '100000';
interface SignedIn {
  readonly accessToken: string;
  readonly isNewUser: boolean;
}

async function ada(): Promise<SignedIn> {
  const { challengeId, code } = await api<{ challengeId: string; code: string }>(server.url, 'POST', '/auth/otp', undefined, {
    phone: `+49176${RUN}00`,
  });
  return api<SignedIn>(server.url, 'POST', '/auth/otp/verify', undefined, { challengeId, code });
}

const ben = (): Promise<SignedIn> =>
  api<SignedIn>(server.url, 'POST', '/auth/login', undefined, { login: `ben_${RUN}`, password: `a long password ${RUN}` });

test('everybody signs in as before, and finds their chats with all that was said, by search too', async () => {
  const [byPhone, byName] = [await ada(), await ben()];
  expect(byPhone.isNewUser).toBe(false);
  for (const { accessToken } of [byPhone, byName]) {
    const { items } = await api<{ items: { id: string; type: string }[] }>(server.url, 'GET', '/chats', accessToken);
    const direct = items.find(({ type }) => type === 'direct');
    const history = await wholeHistory(server.url, direct?.id ?? '', accessToken);
    const texts = history.map(({ content }) => (content.type === 'text' ? content.text : content.type));
    expect(texts).toEqual(expect.arrayContaining(['Hello Ben', 'Hello Ada!']));
    expect(history.find(({ content }) => content.type === 'text' && content.text === 'Hello Ben')?.reactions).toMatchObject([
      { emoji: '👍' },
    ]);
  }
  await eventually(async () => {
    const { items } = await api<{ items: unknown[] }>(server.url, 'GET', '/search/messages?q=three', byPhone.accessToken);
    return items.length > 0 ? true : undefined;
  });
});

test('what is written now goes on from there', async () => {
  const { accessToken } = await ada();
  const { items } = await api<{ items: { id: string; type: string }[] }>(server.url, 'GET', '/chats', accessToken);
  const chatId = items.find(({ type }) => type === 'direct')?.id ?? '';
  const before = await wholeHistory(server.url, chatId, accessToken);
  const content = { type: 'text', text: 'after the upgrade' };
  const sent = await api<Message>(server.url, 'POST', '/messages', accessToken, {
    chatId,
    clientMsgId: crypto.randomUUID(),
    content,
  });
  expect(sent.seq).toBe((before.at(-1)?.seq ?? 0) + 1);
});

// The last: it stops the server.
test('the events that the previous build announced are taken, none is given up', async () => {
  expect(await server.stop()).toBe(0);
  await inDataDir(async ({ engine: { pool } }) => {
    for (const schema of ['auth', 'users', 'chat', 'message']) {
      expect([schema, await count(pool, `${schema}.dead_letters`)]).toEqual([schema, 0]);
    }
    // What follows blocks and chats has passed all of it.
    for (const schema of ['users', 'chat']) {
      expect(await count(pool, `${schema}.consumer_positions`)).toBeGreaterThan(0);
      const behind = await pool.query(
        `SELECT c.consumer FROM ${schema}.consumer_positions AS c, ${schema}.outbox AS o WHERE (o.tx, o.n) > (c.tx, c.n) LIMIT 1`,
      );
      expect([schema, behind]).toEqual([schema, []]);
    }
  });
});
