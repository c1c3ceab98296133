import { afterAll, afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DomainEvent, EventLog } from '@parley/bus/events';
import { type JetStreamEvents, jetStreamEvents } from '@parley/bus/jetstream-events';
import { connectNats, type NatsLink } from '@parley/bus/nats-connection';
import { startTestNats, type TestNats } from '@parley/bus/testing/nats-server';
import { engineAtHand } from '@parley/engines/engine-at-hand';
import { systemClock } from '@parley/kernel/clock';
import { testDatabase } from '@parley/testkit/test-database';
import { silentLogger } from '@parley/testkit/test-logger';
import type { Database } from './database.ts';
import { appendEvents, outboxLog } from './outbox.ts';
import type { RelayProcess } from './testing/relay-process.ts';

const database = await testDatabase();
const noMigrations = mkdtempSync(join(tmpdir(), 'parley-none-'));
afterAll(async () => {
  await database.close();
  rmSync(noMigrations, { recursive: true });
});

let server: TestNats;
let db: Database;
let schema: string;
let schemas = 0;
let appended: string[] = [];
let running: { readonly link: NatsLink; readonly events: JetStreamEvents }[] = [];

function startProcess(log: EventLog | undefined = outboxLog(db, schema)): JetStreamEvents {
  const environment = { clock: systemClock, logger: silentLogger };
  const link = connectNats({ servers: [server.url], name: 'test' }, environment);
  const settings = { prefix: '', replicas: 1, maxAge: 3_600_000, maxBytes: undefined, ackWait: 1_000 };
  const events = jetStreamEvents({ ...environment, ...settings, link });
  if (log !== undefined) void events.provide('CHATS', log);
  running.push({ link, events });
  return events;
}

async function append(count: number): Promise<void> {
  const events = Array.from(
    { length: count },
    (_, n): DomainEvent => ({ id: Bun.randomUUIDv7(), subject: 'chat.updated', key: 'k', at: Date.now(), payload: { n } }),
  );
  appended.push(...events.map(({ id }) => id));
  for (let from = 0; from < count; from += 500) {
    await db.transaction((tx) => appendEvents(tx, schema, events.slice(from, from + 500)));
  }
}

/** A consumer whose effect is a row for each event, which a repetition does not make again. */
function follow(events: JetStreamEvents, durable = 'effects') {
  const order: string[] = [];
  let waiters: { readonly ids: Set<string>; readonly resolve: () => void }[] = [];
  const seen = new Set<string>();
  void events.consume({ stream: 'CHATS', durable, subjects: ['chat.updated'] }, async (batch) => {
    for (const { id } of batch) {
      await db.query(`INSERT INTO ${schema}.effects VALUES ($1, $2) ON CONFLICT DO NOTHING`, [durable, id]);
      if (!seen.has(id)) order.push(id);
      seen.add(id);
    }
    for (const waiter of waiters) if (waiter.ids.isSubsetOf(seen)) waiter.resolve();
    waiters = waiters.filter(({ ids }) => !ids.isSubsetOf(seen));
  });
  return {
    /** In order of their first arrival. */
    order,
    /** Resolves when everything appended until now has come. */
    async all(): Promise<void> {
      const ids = new Set(appended);
      if (ids.isSubsetOf(seen)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiters.push({ ids, resolve });
      await promise;
    },
  };
}

async function effects(durable = 'effects'): Promise<string[]> {
  const rows = await db.query<{ id: string }>(`SELECT id FROM ${schema}.effects WHERE consumer = $1`, [durable]);
  return rows.map(({ id }) => id).sort();
}

describe.skipIf(!(await engineAtHand('nats')))('on a NATS server', () => {
  beforeEach(async () => {
    server = await startTestNats();
    schema = `relay_${schemas++}`;
    db = await database.open(schema, noMigrations, { outbox: true });
    await db.query(`CREATE TABLE ${schema}.effects (consumer text, id uuid, PRIMARY KEY (consumer, id))`);
    appended = [];
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map(({ events }) => events.stop()));
    await Promise.all(running.map(({ link }) => link.close()));
    await server.close();
  });

  test('a server that lost the last seconds that it had acknowledged gets them again, and consumers miss nothing', async () => {
    const events = startProcess();
    const first = follow(events);
    await append(200);
    await first.all();
    await server.kill();
    const putBack = server.snapshot();
    await server.start();
    await append(300);
    await first.all();
    await server.kill();
    putBack();
    await append(10);
    await server.start();
    await append(40);
    await first.all();
    expect(await effects()).toEqual(appended.toSorted());
    // What the stream holds is whole and in order, whoever reads it later.
    const late = follow(events, 'late');
    await late.all();
    expect(late.order).toEqual(appended);
    expect(await effects('late')).toEqual(appended.toSorted());
  }, 30_000);

  test('a server that lost everything gets all that the outbox keeps', async () => {
    const events = startProcess();
    const first = follow(events);
    await append(700);
    await first.all();
    await server.kill();
    server.wipe();
    await server.start();
    await append(3);
    await first.all();
    const late = follow(events, 'late');
    await late.all();
    expect(late.order).toEqual(appended);
    expect(await effects()).toEqual(appended.toSorted());
  }, 30_000);

  test('events pile up while the server is away, and drain when it is back', async () => {
    const events = startProcess();
    const consumer = follow(events);
    await append(10);
    await consumer.all();
    await server.kill();
    await append(10_000);
    await server.start();
    await consumer.all();
    expect(consumer.order).toEqual(appended);
  }, 30_000);

  test('a leader that is killed in the middle of its work is followed by another, which skips and repeats nothing', async () => {
    await append(6_000);
    const argument: RelayProcess = { target: database.target, schema, nats: server.url, prefix: '' };
    const script = new URL('./testing/relay-process.ts', import.meta.url).pathname;
    const leader = Bun.spawn([process.execPath, script, JSON.stringify(argument)], { stdout: 'ignore', stderr: 'inherit' });
    const watcher = startProcess(undefined);
    const { promise: some, resolve: gotSome } = Promise.withResolvers<void>();
    await watcher.consume({ stream: 'CHATS', durable: 'watcher', subjects: ['chat.updated'] }, async () => gotSome());
    await some;
    leader.kill('SIGKILL');
    await leader.exited;
    const follower = startProcess();
    const consumer = follow(follower);
    await append(5);
    await consumer.all();
    expect(consumer.order).toEqual(appended);
  }, 30_000);

  test('two that both take themselves for the leader neither skip nor repeat', async () => {
    const log = outboxLog(db, schema);
    const unfenced: EventLog = { ...log, lead: async () => ({ holds: async () => true, end: async () => undefined }) };
    const consumer = follow(startProcess(unfenced));
    startProcess({ ...unfenced });
    for (let round = 0; round < 10; round++) await append(100);
    await consumer.all();
    expect(consumer.order).toEqual(appended);
    const connection = running[0]?.link.current();
    const { jetstreamManager } = await import('@nats-io/jetstream');
    if (connection === undefined) throw new Error('not connected');
    const { state } = await (await jetstreamManager(connection)).streams.info('CHATS');
    expect(state.messages).toBe(appended.length);
  }, 30_000);

  test('of two processes one publishes, and the other takes over when it stops', async () => {
    const [first, second] = [startProcess(), startProcess()];
    const consumer = follow(first);
    await append(10);
    await consumer.all();
    const [leader, other] = first.leads('CHATS') ? [first, second] : [second, first];
    expect([leader.leads('CHATS'), other.leads('CHATS')]).toEqual([true, false]);
    await leader.stop();
    const late = follow(other, 'late');
    await append(10);
    await late.all();
    expect(other.leads('CHATS')).toBe(true);
  });

  test('a log that was put back to an earlier state goes on, though the stream is ahead of it', async () => {
    const log = outboxLog(db, schema);
    const [row] = await db.query<{ position: string }>(
      `SELECT pg_snapshot_xmax(pg_current_snapshot())::text || ':1' AS position`,
    );
    expect(await log.knows(row?.position ?? '')).toBe(false);
    await append(1);
    expect(await log.knows((await log.read(undefined, 1)).position ?? '')).toBe(true);
  });

  test('what was published is removed from the outbox a day later, whatever positions of the time before the cluster are left', async () => {
    const log = outboxLog(db, schema);
    await append(3);
    const { entries } = await log.readEntries(undefined, 3);
    await log.savePosition('of one process', entries[0]?.position ?? '');
    await log.savePosition('jetstream-relay', entries[1]?.position ?? '');
    await log.trim(Number.MAX_SAFE_INTEGER, 'jetstream-relay');
    expect((await log.read(undefined, 9)).events.map(({ id }) => id)).toEqual(appended.slice(2));
  });
});
