import type { EventBus } from '@parley/bus/events';
import { jetStreamEvents } from '@parley/bus/jetstream-events';
import { logEvents } from '@parley/bus/log-events';
import { connectNats } from '@parley/bus/nats-connection';
import { systemClock } from '@parley/kernel/clock';
import { outboxLog } from '@parley/postgres/outbox';
import { createPool } from '@parley/postgres/pool';
import { silentLogger } from '@parley/testkit/test-logger';
import type { EventSource } from '../topology/topology.ts';

/** The durable events of a running system, as a process beside it can have them. */
export async function eventsFrom(source: EventSource): Promise<Pick<EventBus, 'consume'>> {
  const environment = { clock: systemClock, logger: silentLogger };
  if (source.kind === 'nats') {
    const link = connectNats({ servers: [source.url], name: 'chaos' }, environment);
    return jetStreamEvents({ ...environment, link, prefix: '', replicas: 1, maxAge: WEEK, maxBytes: undefined });
  }
  const events = logEvents(environment);
  await events.provide('MESSAGES', toldByTime(outboxLog(createPool(source.postgres, { max: 2 }), 'message')));
  return events;
}

/** Ms that the streams keep events: the default of the servers, which this one must not change. */
const WEEK = 604_800_000;
/** Ms between two looks at the outbox of another process, which tells only its own consumers when something is new. */
const LOOK_EVERY = 100;

function toldByTime(log: ReturnType<typeof outboxLog>): ReturnType<typeof outboxLog> {
  return {
    ...log,
    onAppend(listener) {
      const timer = setInterval(listener, LOOK_EVERY);
      return () => clearInterval(timer);
    },
  };
}
