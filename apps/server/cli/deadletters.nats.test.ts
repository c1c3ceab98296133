import { afterAll, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buryInStream } from '@parley/bus/dead-letters';
import type { DomainEvent } from '@parley/bus/events';
import { ensureStream, openJetStream } from '@parley/bus/jetstream-streams';
import { connectNats } from '@parley/bus/nats-connection';
import { startTestNats } from '@parley/bus/testing/nats-server';
import { systemClock } from '@parley/kernel/clock';
import { startEmbedded } from '@parley/postgres/embedded/server';
import { connectPostgres } from '@parley/postgres/engine';
import { outboxLog } from '@parley/postgres/outbox';
import { silentLogger } from '@parley/testkit/test-logger';
import { runParley } from '../testing/server-process.ts';

// The database of a Parley that runs: this process holds its data folder.
const dataDir = mkdtempSync(join(tmpdir(), 'parley-letters-'));
const none = join(dataDir, 'none');
mkdirSync(none);
const server = await startEmbedded({ directory: join(dataDir, 'postgres'), logger: silentLogger, unsafe: true });
const engine = await connectPostgres(server.target, { max: 3 });
const db = await engine.open('message', none, { outbox: true });
const log = outboxLog(db, 'message');
const nats = await startTestNats();
const link = connectNats({ servers: [nats.url], name: 'test' }, { clock: systemClock, logger: silentLogger });
const jetStream = await openJetStream(await new Promise((resolve) => void link.onUp(resolve)));
await ensureStream(jetStream.manager, 'DEAD', { prefix: '', replicas: 1, maxAge: 3_600_000, maxBytes: undefined });
afterAll(async () => {
  await link.close();
  await nats.close();
  await engine.close();
  await server.stop();
  rmSync(dataDir, { recursive: true });
});

const events = [1, 2, 3].map(
  (n): DomainEvent => ({
    id: Bun.randomUUIDv7(),
    subject: 'msg.edited',
    key: `chat ${n}`,
    at: 1_700_000_000_000 + n,
    payload: { chatId: '0190c5a0-1111-7222-8333-444455556666', note: 'Something written' },
  }),
);
const [first, second, third] = events as [DomainEvent, DomainEvent, DomainEvent];

beforeEach(async () => {
  await db.query('TRUNCATE message.outbox, message.dead_letters');
  await jetStream.manager.streams.purge('DEAD');
  await log.bury('search-index', first, 'no room', 8);
  await log.bury('mail', second, 'no such address', 8);
});

async function deadletters(...argv: string[]) {
  const parley = runParley(['deadletters', ...argv, '--data-dir', dataDir]);
  return { code: await parley.exited, output: parley.output() };
}

test('lists and shows what was set aside, without what somebody wrote', async () => {
  const listed = await deadletters('list');
  expect(listed.code).toBe(0);
  expect(listed.output).toMatch(new RegExp(`MESSAGES +search-index/${first.id} +msg\\.edited +8 attempts +no room`));
  expect(listed.output).toContain('2 dead letters.');
  expect((await deadletters('list', '--consumer', 'mail')).output).not.toContain(first.id);
  const shown = await deadletters('show', first.id);
  expect(shown.output).toContain('"chatId": "0190c5a0-1111-7222-8333-444455556666"');
  expect(shown.output).toContain('"note": "(17 characters)"');
  expect(shown.output).not.toContain('Something written');
}, 30_000);

test('replays one for its consumer alone', async () => {
  const { code, output } = await deadletters('replay', `search-index/${first.id}`);
  expect([code, output]).toEqual([0, expect.stringContaining('1 given to their consumers once more.')]);
  expect((await log.read(undefined, 9)).events).toEqual([{ ...first, onlyFor: 'search-index' }]);
  const left = await db.query<{ id: string }>('SELECT id FROM message.dead_letters');
  expect(left).toEqual([{ id: second.id }]);
}, 30_000);

test('forgets nothing without a yes, nor what there is not', async () => {
  expect((await deadletters('drop', '--all')).code).toBe(1);
  expect((await deadletters('drop', Bun.randomUUIDv7(), '--yes')).code).toBe(1);
  expect((await db.query('SELECT id FROM message.dead_letters')).length).toBe(2);
  expect((await deadletters('drop', '--all', '--yes')).code).toBe(0);
  expect(await db.query('SELECT id FROM message.dead_letters')).toEqual([]);
}, 30_000);

test('says how it is used where that is not clear', async () => {
  for (const argv of [['lst'], ['drop', '--all', first.id]]) {
    expect(await deadletters(...argv)).toEqual({ code: 64, output: expect.stringContaining('parley deadletters:') });
  }
}, 30_000);

test('in a cluster it takes those in NATS too, and replays them by way of the outbox', async () => {
  const letter = {
    stream: 'MESSAGES',
    consumer: 'push',
    event: third,
    reason: 'gone',
    attempts: 8,
    buriedAt: 1_800_000_000_000,
  } as const;
  await buryInStream(jetStream, '', letter);
  const listed = await deadletters('list', '--nats-url', nats.url);
  expect(listed.output).toContain(`push/${third.id}`);
  expect(listed.output).toContain('3 dead letters.');
  expect((await deadletters('replay', third.id, '--nats-url', nats.url)).code).toBe(0);
  expect((await log.read(undefined, 9)).events).toEqual([{ ...third, onlyFor: 'push' }]);
  expect((await deadletters('list', '--stream', 'MESSAGES', '--nats-url', nats.url)).output).toContain('2 dead letters.');
}, 30_000);
