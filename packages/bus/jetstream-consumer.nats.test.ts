import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import type { NatsConnection } from '@nats-io/transport-node';
import { engineAtHand } from '@parley/engines/engine-at-hand';
import { systemClock } from '@parley/kernel/clock';
import { AppError } from '@parley/kernel/errors';
import { silentLogger } from '@parley/testkit/test-logger';
import { type DeadLetter, deadLettersIn } from './dead-letters.ts';
import type { ConsumerOptions, DomainEvent } from './events.ts';
import { consumeStream } from './jetstream-consumer.ts';
import { type JetStreamEvents, jetStreamEvents } from './jetstream-events.ts';
import { ensureStream, openJetStream } from './jetstream-streams.ts';
import { type MemoryLog, memoryLog } from './memory-log.ts';
import { connectNats, type NatsLink } from './nats-connection.ts';
import { startTestNats, type TestNats } from './testing/nats-server.ts';

describe.skipIf(!(await engineAtHand('nats')))('consumers of a stream', () => {
  let server: TestNats;
  beforeAll(async () => {
    server = await startTestNats();
  });
  afterAll(() => server.close());

  let installations = 0;
  let prefix = '';
  let log: MemoryLog;
  let started: { readonly link: NatsLink; readonly events: JetStreamEvents }[] = [];
  beforeEach(() => {
    prefix = `c${installations++}.`;
    log = memoryLog();
    started = [];
  });
  afterEach(async () => {
    for (const { events } of started) void events.stop();
    await Promise.all(started.map(({ link }) => link.close()));
  });

  const environment = { clock: systemClock, logger: silentLogger, random: () => 0 };
  const settings = () => ({ prefix, replicas: 1, maxAge: 3_600_000, maxBytes: undefined });

  async function startProcess(ackWait = 10_000) {
    const link = connectNats({ servers: [server.url], name: 'test' }, environment);
    const events = jetStreamEvents({ ...environment, ...settings(), link, ackWait });
    await events.provide('CHATS', log);
    const process = { link, events };
    started.push(process);
    return process;
  }

  const options = (more: Partial<ConsumerOptions> = {}): ConsumerOptions => ({
    stream: 'CHATS',
    durable: 'tester',
    subjects: ['chat.updated'],
    ...more,
  });
  const event = (n: number, more: Partial<DomainEvent> = {}): DomainEvent => ({
    ...{ id: Bun.randomUUIDv7(), subject: 'chat.updated', key: 'k', at: 1_700_000_000_000, payload: { n } },
    ...more,
  });

  /** Resolves with the dead letters when there are so many. */
  async function buried(link: NatsLink, count: number): Promise<DeadLetter[]> {
    const connection = await new Promise<NatsConnection>((resolve) => void link.onUp(resolve));
    const { manager } = await openJetStream(connection);
    const news = connection.subscribe(`${prefix}dead.>`);
    await connection.flush();
    for (const arrivals = news[Symbol.asyncIterator](); ; await arrivals.next()) {
      const letters = (await Array.fromAsync(deadLettersIn(manager, prefix))).map(({ letter }) => letter);
      if (letters.length >= count) return letters;
    }
  }

  test('a batch is one message and comes as its events, of which only the bad one is set aside', async () => {
    const items = [1, 2, 3].map((n) => ({ id: Bun.randomUUIDv7(), key: `k${n}`, payload: { n } }));
    log.append({ id: Bun.randomUUIDv7(), subject: 'chat.updated', at: 5, traceparent: '00-1-2-01', items });
    const { link, events } = await startProcess();
    const seen: DomainEvent[] = [];
    await events.consume(options({ maxAttempts: 1 }), async (got) => {
      if (got.some(({ key }) => key === 'k2')) throw new Error('never');
      seen.push(...got);
    });
    const shared = { subject: 'chat.updated', at: 5, traceparent: '00-1-2-01' };
    const [letter] = await buried(link, 1);
    expect(letter).toMatchObject({
      stream: 'CHATS',
      consumer: 'tester',
      event: { ...shared, ...items[1] },
      reason: 'never',
      attempts: 1,
    });
    expect(seen).toEqual([items[0], items[2]].map((item) => ({ ...shared, ...item }) as DomainEvent));
  });

  test('an event waits while what its handler needs is away, and that does not count', async () => {
    log.append(event(1));
    const { events, link } = await startProcess();
    const { promise, resolve } = Promise.withResolvers<void>();
    let away = 4;
    await events.consume(options({ maxAttempts: 2 }), async () => {
      if (away-- > 0) throw new AppError('internal.unavailable', 'away', { status: 503, retryable: true });
      resolve();
    });
    await promise;
    expect(await buried(link, 0)).toEqual([]);
  });

  test('an event that its process dies of again and again is set aside unseen, and the one beside it is dealt with', async () => {
    const [deadly, innocent] = [event(1), event(2)];
    log.append(deadly, innocent);
    const survived = Promise.withResolvers<void>();
    let deaths = 0;
    for (let alive = false; !alive; ) {
      const { events, link } = await startProcess(200);
      const died = Promise.withResolvers<false>();
      await events.consume(options({ maxAttempts: 1 }), (got) => {
        if (got.some(({ id }) => id === deadly.id)) {
          deaths++;
          died.resolve(false);
          return new Promise(() => undefined);
        }
        survived.resolve();
        return Promise.resolve();
      });
      const letters = buried(link, 1).then(
        (found) => found,
        () => [],
      );
      alive = await Promise.race([died.promise, letters.then(() => true)]);
      if (!alive) await link.close();
      else expect(await letters).toMatchObject([{ event: deadly, attempts: 5 }]);
    }
    await survived.promise;
    // At one attempt it is given up at the fifth delivery.
    expect(deaths).toBe(4);
  }, 15_000);

  test('a handler that takes long keeps its event', async () => {
    log.append(event(1));
    const { events } = await startProcess(300);
    let calls = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    await events.consume(options(), async () => {
      calls++;
      await Bun.sleep(1_200);
      resolve();
    });
    await promise;
    expect(calls).toBe(1);
  });

  test('processes with one name compete, and each event goes to one of them', async () => {
    const processes = [await startProcess(), await startProcess()];
    const seen: [string[], string[]] = [[], []];
    const { promise: bothBusy, resolve: tellBothBusy } = Promise.withResolvers<void>();
    const { promise: all, resolve: tellAll } = Promise.withResolvers<void>();
    for (const [index, { events }] of processes.entries()) {
      await events.consume(options({ batch: 10 }), async (got) => {
        seen[index === 0 ? 0 : 1].push(...got.map(({ id }) => id));
        if (seen[0].length > 0 && seen[1].length > 0) tellBothBusy();
        await bothBusy;
        if (seen[0].length + seen[1].length >= 100) tellAll();
      });
    }
    const events = Array.from({ length: 100 }, (_, n) => event(n));
    log.append(...events);
    await all;
    expect([...seen[0], ...seen[1]].sort()).toEqual(events.map(({ id }) => id).sort());
  });

  test('an event that is replayed goes to its consumer alone, though the server has just seen it', async () => {
    const { events } = await startProcess();
    const counts = { meant: 0, other: 0 };
    const ends = { meant: Promise.withResolvers<void>(), other: Promise.withResolvers<void>() };
    for (const durable of ['meant', 'other'] as const) {
      await events.consume(options({ durable }), async (got) => {
        counts[durable] += got.filter(({ id }) => id === first.id).length;
        if (got.some(({ id }) => id === last.id)) ends[durable].resolve();
      });
    }
    const [first, last] = [event(1), event(2)];
    log.append(first, { ...first, onlyFor: 'meant' }, last);
    await Promise.all([ends.meant.promise, ends.other.promise]);
    expect(counts).toEqual({ meant: 2, other: 1 });
  });

  test('a server that filters by one subject at the most is asked for all, and what is not wanted is passed over', async () => {
    log.append(event(1), event(2, { subject: 'group.member.added' }), event(3, { subject: 'chat.created' }));
    const { link } = await startProcess();
    const { promise, resolve } = Promise.withResolvers<void>();
    const seen: string[] = [];
    const consumer = consumeStream(
      {
        ...options({ subjects: ['chat.updated', 'chat.created'] }),
        ...{ ...environment, link, prefix, ackWait: 10_000 },
        async prepare(connection) {
          const jetStream = await openJetStream(connection);
          await ensureStream(jetStream.manager, 'CHATS', settings());
          return { ...jetStream, filtersSubjects: false };
        },
      },
      async (got) => {
        seen.push(...got.map(({ subject }) => subject));
        if (seen.length >= 2) resolve();
      },
    );
    await promise;
    await consumer.stop();
    expect(seen).toEqual(['chat.updated', 'chat.created']);
  });
});
