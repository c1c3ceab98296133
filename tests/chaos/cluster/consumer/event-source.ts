import type { EventBus } from '@parley/bus/events';
import { logEvents } from '@parley/bus/log-events';
import { systemClock } from '@parley/kernel/clock';
import { outboxLog } from '@parley/postgres/outbox';
import { createPool } from '@parley/postgres/pool';
import { silentLogger } from '@parley/testkit/test-logger';
import type { EventSource } from '../topology/topology.ts';

/** The durable events of a running system, as a process beside it can have them. */
export async function eventsFrom(source: EventSource): Promise<Pick<EventBus, 'consume'>> {
  if (source.kind === 'nats') throw new Error('not yet');
  const events = logEvents({ clock: systemClock, logger: silentLogger });
  await events.provide('MESSAGES', toldByTime(outboxLog(createPool(source.postgres, { max: 2 }), 'message')));
  return events;
}

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
