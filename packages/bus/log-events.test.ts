import { expect, test } from 'bun:test';
import { systemClock } from '@parley/kernel/clock';
import { AppError } from '@parley/kernel/errors';
import { silentLogger } from '@parley/testkit/test-logger';
import { eventsConformance } from './events.conformance.ts';
import type { DomainEvent } from './events.ts';
import { type LogEvents, logEvents } from './log-events.ts';
import { memoryLog } from './memory-log.ts';

const environment = { clock: systemClock, logger: silentLogger, random: () => 0 };

eventsConformance('logs in one process', async () => {
  const log = memoryLog();
  const buses: LogEvents[] = [];
  async function start(): Promise<LogEvents> {
    const bus = logEvents(environment);
    buses.push(bus);
    await bus.provide('CHATS', log);
    return bus;
  }
  return {
    bus: await start(),
    ordered: true,
    successor: start,
    publish: async (...events) => log.append(...events),
    buried: async (durable) =>
      log.buried
        .filter(({ consumer }) => consumer === durable)
        .map(({ event, reason, attempts }) => ({ event, reason, attempts })),
    // One of the tests leaves a call that never ends, so a stop of its bus would not either.
    close: async () => void buses.map((bus) => bus.stop()),
  };
});

const event: DomainEvent = { id: '1', subject: 'a', key: 'k', at: 0, payload: null };

test('a consumer may come before its stream', async () => {
  const bus = logEvents(environment);
  const { promise, resolve } = Promise.withResolvers<readonly DomainEvent[]>();
  await bus.consume({ stream: 'USERS', durable: 'd', subjects: ['a'] }, async (events) => resolve(events));
  const log = memoryLog();
  log.append(event);
  await bus.provide('USERS', log);
  expect(await promise).toEqual([event]);
  await bus.stop();
});

test('how far a consumer is behind is told: the oldest event while it works, none when it has caught up', async () => {
  const told: (number | undefined)[] = [];
  const { promise: caughtUp, resolve } = Promise.withResolvers<void>();
  const bus = logEvents({
    ...environment,
    onBacklog(consumer, oldestAt) {
      expect([consumer.stream, consumer.durable]).toEqual(['USERS', 'd']);
      told.push(oldestAt);
      if (told.includes(17) && oldestAt === undefined) resolve();
    },
  });
  const log = memoryLog();
  log.append({ ...event, at: 17 }, { ...event, id: '2', at: 18 });
  await bus.provide('USERS', log);
  await bus.consume({ stream: 'USERS', durable: 'd', subjects: ['a'] }, async () => expect(told.at(-1)).toBe(17));
  await caughtUp;
  await bus.stop();
  expect(told).toEqual([17, undefined]);
});

test('two consumers of one name, and two sources of one stream, are mistakes', async () => {
  const bus = logEvents(environment);
  const options = { stream: 'USERS', durable: 'd', subjects: ['a'] } as const;
  const first = await bus.consume(options, async () => undefined);
  await expect(bus.consume(options, async () => undefined)).rejects.toThrow('runs already');
  await first.stop();
  await bus.consume(options, async () => undefined);
  await bus.provide('USERS', memoryLog());
  await expect(bus.provide('USERS', memoryLog())).rejects.toThrow('provided twice');
  await bus.stop();
});

test('an event is not set aside because what its handler needs is away', async () => {
  const log = memoryLog();
  const impatient = { ...systemClock, schedule: (_ms: number, task: () => void) => systemClock.schedule(0, task) };
  const bus = logEvents({ ...environment, clock: impatient });
  await bus.provide('CHATS', log);
  const { promise, resolve } = Promise.withResolvers<void>();
  let away = 20;
  const consumer = await bus.consume({ stream: 'CHATS', durable: 'd', subjects: ['a'], maxAttempts: 2 }, async () => {
    if (away-- > 0) throw new AppError('internal.unavailable', 'away', { status: 503, retryable: true });
    resolve();
  });
  log.append(event);
  await promise;
  await consumer.stop();
  expect(log.buried).toEqual([]);
});

test('an engine that is gone for a while loses nothing', async () => {
  const log = memoryLog();
  let failures = 6;
  const flaky = <T>(work: () => Promise<T>): Promise<T> => (failures-- > 0 ? Promise.reject(new Error('gone')) : work());
  const impatient = { ...systemClock, schedule: (ms: number, task: () => void) => systemClock.schedule(ms / 100, task) };
  const bus = logEvents({ ...environment, clock: impatient });
  await bus.provide('CHATS', {
    ...log,
    read: (after, limit) => flaky(() => log.read(after, limit)),
    loadPosition: (consumer) => flaky(() => log.loadPosition(consumer)),
    savePosition: (consumer, position) => flaky(() => log.savePosition(consumer, position)),
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  const seen: DomainEvent[] = [];
  const consumer = await bus.consume({ stream: 'CHATS', durable: 'd', subjects: ['a'] }, async (events) => {
    seen.push(...events);
    failures = 3;
    resolve();
  });
  log.append(event);
  await promise;
  failures = 0;
  await consumer.stop();
  expect(seen).toEqual([event]);
  expect(await log.loadPosition('d')).toBe('1');
  await bus.stop();
});

test('events that are held back are looked for again, though nobody tells', async () => {
  const log = memoryLog();
  let held = 3;
  const bus = logEvents(environment);
  await bus.provide('CHATS', {
    ...log,
    read: async (after, limit) => (held-- > 0 ? { events: [], position: after, held: true } : log.read(after, limit)),
  });
  const { promise, resolve } = Promise.withResolvers<readonly DomainEvent[]>();
  log.append(event);
  await bus.consume({ stream: 'CHATS', durable: 'd', subjects: ['a'] }, async (events) => resolve(events));
  expect(await promise).toEqual([event]);
  await bus.stop();
});

test('positions move over unwanted events without a write for each, and are kept at the end', async () => {
  const log = memoryLog();
  let saves = 0;
  const bus = logEvents(environment);
  let lastRead: string | undefined;
  const { promise: readAll, resolve } = Promise.withResolvers<void>();
  await bus.provide('CHATS', {
    ...log,
    async read(after, limit) {
      lastRead = after;
      if (after === '20') resolve();
      return log.read(after, Math.min(limit, 1));
    },
    async savePosition(consumer, position) {
      saves++;
      await log.savePosition(consumer, position);
    },
  });
  log.append(...Array.from({ length: 20 }, () => event));
  await bus.consume({ stream: 'CHATS', durable: 'd', subjects: ['other'] }, async () => undefined);
  await readAll;
  expect(lastRead).toBe('20');
  await bus.stop();
  expect(saves).toBe(1);
  expect(await log.loadPosition('d')).toBe('20');
});
