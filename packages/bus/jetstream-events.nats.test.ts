import { afterAll, beforeAll, describe } from 'bun:test';
import { engineAtHand } from '@parley/engines/engine-at-hand';
import { systemClock } from '@parley/kernel/clock';
import { silentLogger } from '@parley/testkit/test-logger';
import { deadLettersIn } from './dead-letters.ts';
import { eventsConformance } from './events.conformance.ts';
import { type JetStreamEvents, jetStreamEvents } from './jetstream-events.ts';
import { openJetStream } from './jetstream-streams.ts';
import { memoryLog } from './memory-log.ts';
import { connectNats, type NatsLink } from './nats-connection.ts';
import { startTestNats, type TestNats } from './testing/nats-server.ts';

let installations = 0;

describe.skipIf(!(await engineAtHand('nats')))('on a NATS server', () => {
  let server: TestNats;
  beforeAll(async () => {
    server = await startTestNats();
  });
  afterAll(() => server.close());

  eventsConformance('JetStream', async () => {
    const prefix = `t${installations++}.`;
    const log = memoryLog();
    const started: { readonly link: NatsLink; readonly bus: JetStreamEvents }[] = [];
    async function start(): Promise<JetStreamEvents> {
      // The process before is as good as killed: it says nothing more.
      await Promise.all(started.map(({ link }) => link.close()));
      const link = connectNats({ servers: [server.url], name: 'test' }, { clock: systemClock, logger: silentLogger });
      const settings = { prefix, replicas: 1, maxAge: 3_600_000, maxBytes: undefined, ackWait: 500 };
      const bus = jetStreamEvents({ link, ...settings, clock: systemClock, logger: silentLogger, random: () => 0 });
      await bus.provide('CHATS', log);
      started.push({ link, bus });
      return bus;
    }
    return {
      bus: await start(),
      ordered: false,
      successor: start,
      publish: async (...events) => log.append(...events),
      async buried(durable, count) {
        const connection = started.at(-1)?.link.current();
        if (connection === undefined) throw new Error('not connected');
        const { manager } = await openJetStream(connection);
        const news = connection.subscribe(`${prefix}dead.>`);
        await connection.flush();
        for (;;) {
          const letters = (await Array.fromAsync(deadLettersIn(manager, prefix))).filter(
            ({ letter }) => letter.consumer === durable,
          );
          if (letters.length >= count)
            return letters.map(({ letter: { event, reason, attempts } }) => ({ event, reason, attempts }));
          for await (const _ of news) break;
        }
      },
      // One of the tests leaves a call that never ends, so a stop of its bus would not either.
      async close() {
        for (const { bus } of started) void bus.stop();
        await Promise.all(started.map(({ link }) => link.close()));
      },
    };
  });
});
