import { afterAll, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainEvent } from '@parley/bus/events';
import { testDatabase } from '@parley/testkit/test-database';
import { appendEvents, outboxLog } from './outbox.ts';

const database = await testDatabase();
const noMigrations = mkdtempSync(join(tmpdir(), 'parley-none-'));
afterAll(async () => {
  await database.close();
  rmSync(noMigrations, { recursive: true });
});
const db = await database.open('shop', noMigrations, { outbox: true });
const log = outboxLog(db, 'shop');

beforeEach(async () => {
  await db.query('TRUNCATE shop.outbox, shop.consumer_positions, shop.dead_letters');
});

function event(key: string, payload: unknown = {}): DomainEvent {
  return { id: Bun.randomUUIDv7(), subject: 'thing.made', key, at: 1_700_000_000_123, payload };
}

const append = (...events: DomainEvent[]): Promise<void> => db.transaction((tx) => appendEvents(tx, 'shop', events));

test('events come back as they were written, once each, in order', async () => {
  const events = [
    event('a', { text: 'quotes " and \\ and {braces}, commas', list: [1, null] }),
    { ...event('b', null), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
    event('', 'a string'),
  ];
  await append(...events);
  const first = await log.read(undefined, 2);
  const second = await log.read(first.position, 2);
  expect([...first.events, ...second.events]).toEqual(events);
  expect(await log.read(second.position, 2)).toEqual({ events: [], position: second.position, held: false });
});

test('pages follow each other in the order of the commits, however many digits their numbers have', async () => {
  const keys = Array.from({ length: 12 }, (_, batch) => Array.from({ length: 100 }, (_, n) => `${batch}.${n}`));
  for (const batch of keys) await append(...batch.map((key) => event(key)));
  const seen: string[] = [];
  let position: string | undefined;
  for (;;) {
    const page = await log.read(position, 70);
    if (page.events.length === 0) break;
    seen.push(...page.events.map(({ key }) => key));
    position = page.position;
  }
  expect(seen).toEqual(keys.flat());
});

test('a batch is one row and many events', async () => {
  const items = [1, 2, 3].map((n) => ({ id: Bun.randomUUIDv7(), key: `chat${n}`, payload: { n } }));
  await db.transaction((tx) => appendEvents(tx, 'shop', [{ id: Bun.randomUUIDv7(), subject: 'msg.new', at: 5, items }]));
  const { events } = await log.read(undefined, 1);
  expect(events).toEqual(items.map((item) => ({ ...item, subject: 'msg.new', at: 5 })));
});

test('a transaction that commits late is never skipped', async () => {
  const early = event('early');
  const late = event('late');
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: written, resolve: tellWritten } = Promise.withResolvers<void>();
  const slow = db.transaction(async (tx) => {
    await appendEvents(tx, 'shop', [early]);
    tellWritten();
    await mayCommit;
  });
  await written;
  await append(late);
  expect(await log.read(undefined, 10)).toEqual({ events: [], position: undefined, held: true });
  commit();
  await slow;
  expect((await log.read(undefined, 10)).events).toEqual([early, late]);
});

test('listeners are told after the commit, and not of what was rolled back', async () => {
  const seen: number[] = [];
  const stop = log.onAppend(() => seen.push(seen.length));
  const failing = db.transaction(async (tx) => {
    await appendEvents(tx, 'shop', [event('x')]);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(seen).toEqual([]);
  await db.transaction(async (tx) => {
    await appendEvents(tx, 'shop', [event('y')]);
    expect(seen).toEqual([]);
  });
  expect(seen).toEqual([0]);
  log.announce();
  stop();
  log.announce();
  expect(seen).toEqual([0, 1]);
});

test('a position only moves forward', async () => {
  expect(await log.loadPosition('mail')).toBeUndefined();
  await log.savePosition('mail', '10:7');
  await log.savePosition('mail', '9:8');
  await log.savePosition('mail', '10:6');
  expect(await log.loadPosition('mail')).toBe('10:7');
});

test('what was buried can be looked at, and is buried once', async () => {
  const broken = event('k', { n: 1 });
  await log.bury('mail', broken, 'no such address', 8);
  await log.bury('mail', broken, 'no such address', 8);
  const rows = await db.query(
    'SELECT consumer, id, subject, key, at::float8 AS at, payload, reason, attempts FROM shop.dead_letters',
  );
  expect(rows).toEqual([{ consumer: 'mail', ...broken, reason: 'no such address', attempts: 8 }]);
});

test('trimming takes old events that all consumers have passed, and only those', async () => {
  await append(event('a'), event('b'));
  const { position } = await log.read(undefined, 2);
  await log.trim(Number.MAX_SAFE_INTEGER);
  expect((await log.read(undefined, 9)).events).toHaveLength(2);
  await log.savePosition('fast', position ?? '');
  await log.savePosition('slow', (await log.read(undefined, 1)).position ?? '');
  await log.trim(0);
  expect((await log.read(undefined, 9)).events).toHaveLength(2);
  await log.trim(Number.MAX_SAFE_INTEGER);
  expect((await log.read(undefined, 9)).events.map(({ key }) => key)).toEqual(['b']);
});

test('one leads at a time, of each outbox, until it ends or its connection is lost', async () => {
  const other = await database.open('second_shop', noMigrations, { outbox: true });
  const first = await log.lead();
  expect(await first?.holds()).toBe(true);
  expect(await log.lead()).toBeUndefined();
  const elsewhere = await outboxLog(other, 'second_shop').lead();
  expect(await elsewhere?.holds()).toBe(true);
  await elsewhere?.end();
  await db.query(
    `SELECT pg_terminate_backend(l.pid, 10000) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
      WHERE l.locktype = 'advisory' AND d.datname = current_database()`,
  );
  expect(await first?.holds()).toBe(false);
  const second = await log.lead();
  expect(await second?.holds()).toBe(true);
  await second?.end();
  await first?.end();
});
