/** `bun bench/nats.ts`: what NATS costs Parley for each message, beside the bare library on the same server in the same run. */
import type { DomainEvent } from '@parley/bus/events';
import { jetStreamEvents } from '@parley/bus/jetstream-events';
import { ensureStream, openJetStream } from '@parley/bus/jetstream-streams';
import { memoryLog } from '@parley/bus/memory-log';
import { connectNats, type NatsLink } from '@parley/bus/nats-connection';
import { natsLive } from '@parley/bus/nats-live';
import { startNats } from '@parley/engines/nats';
import { systemClock } from '@parley/kernel/clock';
import { createLogger } from '@parley/kernel/create-logger';
import { describeMachine } from './machine.ts';

/** As in the benchmark of sends: a thousand people, and batches of 500 messages that each go to two of them. */
const PEOPLE = 1_000;
const BATCH = 1_000;
const MESSAGES = 400_000;
const EVENTS = 20_000;
const ROUNDS = 3;

const logger = createLogger({ level: 'error', format: 'pretty' });
const environment = { clock: systemClock, logger };
const server = await startNats();
console.log(JSON.stringify({ ...describeMachine(), nats: server.version }));

const person = (n: number): string => `live.user.0190c5a0-0000-7000-8000-${String(n).padStart(12, '0')}`;
const receivers = Array.from({ length: MESSAGES }, () => person(Math.floor(Math.random() * PEOPLE)));
const frames = Array.from({ length: BATCH / 2 }, (_, n) => `{"type":"message.new","seq":${n},"text":"${'x'.repeat(260)}"}`);

async function open(): Promise<NatsLink> {
  const link = connectNats({ servers: [server.url], name: 'bench' }, environment);
  await new Promise((resolve) => void link.onUp(resolve));
  return link;
}

/** CPU time of this process, both ends, for a message: µs. Batches wait for each other, so nothing spins. */
async function costOf(publish: (batch: number, at: number) => void, settle: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let from = 0; from < MESSAGES; from += BATCH) {
    publish(from, from + BATCH);
    await settle();
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / MESSAGES;
}

const [near, far] = [await open(), await open()];
const settle = async (): Promise<void> => {
  await Promise.resolve();
  await near.current()?.flush();
  await far.current()?.flush();
};

async function rawCost(): Promise<number> {
  let bytes = 0;
  const subscriptions = Array.from({ length: PEOPLE }, (_, n) =>
    far.current()?.subscribe(`raw.${person(n)}`, {
      callback(_error, message) {
        bytes += message.string().length;
      },
    }),
  );
  await settle();
  const cost = await costOf((from, to) => {
    for (let n = from; n < to; n++) near.current()?.publish(`raw.${receivers[n]}`, frames[(n - from) >> 1]);
  }, settle);
  for (const subscription of subscriptions) subscription?.unsubscribe();
  if (bytes === 0) throw new Error('nothing arrived');
  return cost;
}

async function liveCost(): Promise<number> {
  const options = {
    ...environment,
    prefix: '',
    onHandlerError: (error: unknown) => logger.error({ err: error }, 'a handler failed'),
  };
  const [from, to] = [natsLive(near, options), natsLive(far, options)];
  let arrived = 0;
  for (let n = 0; n < PEOPLE; n++) to.subscribe(person(n), () => void arrived++);
  await settle();
  const cost = await costOf((start, end) => {
    for (let n = start; n < end; n += 2) {
      const message = { kind: 'frame', frame: frames[(n - start) >> 1] ?? '' } as const;
      from.publish(receivers[n] ?? '', message);
      from.publish(receivers[n + 1] ?? '', message);
    }
  }, settle);
  from.close();
  to.close();
  if (arrived !== MESSAGES) throw new Error(`${arrived} of ${MESSAGES} arrived`);
  return cost;
}

const events = Array.from(
  { length: EVENTS },
  (_, n): DomainEvent => ({
    ...{ id: Bun.randomUUIDv7(), subject: 'chat.updated', key: person(n % PEOPLE), at: Date.now() },
    payload: { chatId: person(n % PEOPLE), version: n, event: { type: 'chat.updated', by: person(1), userIds: [], content: '' } },
  }),
);
const streamSettings = (prefix: string) => ({ prefix, replicas: 1, maxAge: 3_600_000, maxBytes: undefined });

/** Events a second that the bare library publishes, as many at a time as the relay has under way. */
async function rawPublishRate(prefix: string): Promise<number> {
  const connection = near.current();
  if (connection === undefined) throw new Error('not connected');
  const { client, manager } = await openJetStream(connection);
  await ensureStream(manager, 'CHATS', streamSettings(prefix));
  const started = performance.now();
  for (let from = 0; from < EVENTS; from += 400) {
    await Promise.all(
      events
        .slice(from, from + 400)
        .map((event) => client.publish(prefix + event.subject, JSON.stringify(event), { msgID: event.id })),
    );
  }
  return EVENTS / ((performance.now() - started) / 1000);
}

/** Events a second from a log to the stream, and from the stream to a consumer. */
async function relayRate(prefix: string): Promise<{ readonly relay: number; readonly consumer: number }> {
  const log = memoryLog();
  log.append(...events);
  let published = 0;
  const allPublished = Promise.withResolvers<void>();
  const bus = jetStreamEvents({
    ...{ ...environment, ...streamSettings(prefix), link: near },
    onPublished(_stream, count) {
      published += count;
      if (published >= EVENTS) allPublished.resolve();
    },
  });
  let started = performance.now();
  await bus.provide('CHATS', log);
  await allPublished.promise;
  const relay = EVENTS / ((performance.now() - started) / 1000);
  started = performance.now();
  let seen = 0;
  const allSeen = Promise.withResolvers<void>();
  await bus.consume({ stream: 'CHATS', durable: 'bench', subjects: ['chat.updated'] }, async (batch) => {
    seen += batch.length;
    if (seen >= EVENTS) allSeen.resolve();
  });
  await allSeen.promise;
  const consumer = EVENTS / ((performance.now() - started) / 1000);
  await bus.stop();
  return { relay, consumer };
}

for (let round = 1; round <= ROUNDS; round++) {
  const [raw, live] = [await rawCost(), await liveCost()];
  console.log(`live ${round}: ${live.toFixed(2)} µs of CPU a message, both ends; the bare library ${raw.toFixed(2)} µs`);
}
for (let round = 1; round <= ROUNDS; round++) {
  const rawRate = await rawPublishRate(`raw${round}.`);
  const { relay, consumer } = await relayRate(`own${round}.`);
  console.log(
    `events ${round}: relay ${Math.round(relay)}/s, the bare library ${Math.round(rawRate)}/s; consumer ${Math.round(consumer)}/s`,
  );
}
await near.close();
await far.close();
await server.stop();
