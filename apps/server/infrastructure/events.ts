import { eventsPort } from '@parley/bus/events';
import { type LogEventsOptions, logEvents } from '@parley/bus/log-events';
import type { Clock } from '@parley/kernel/clock';
import type { Meter } from '@parley/kernel/metrics';
import { defineModule } from '@parley/kernel/module';

/** Durable events, read by their consumers from the outboxes of this process's services. */
export const eventsModule = defineModule({
  name: 'events',
  summary: 'durable events, from the outboxes in PostgreSQL',
  target: false,
  provides: eventsPort,
  needs: {},
  calls: {},
  options: {},
  init({ clock, logger, meter }) {
    const events = logEvents({ clock, logger, random: Math.random, onBacklog: measureLag(meter, clock) });
    return {
      value: events,
      // Consumers end before the services that they call do.
      drain: () => events.stop(),
      stop: () => events.stop(),
    };
  },
});

/** A gauge of how old the oldest event is that a consumer has yet to deal with. It is computed when asked for, so it grows while one is stuck. */
function measureLag(meter: Meter, clock: Clock): NonNullable<LogEventsOptions['onBacklog']> {
  const oldest = new Map<string, { readonly stream: string; readonly consumer: string; at: number | undefined }>();
  const lag = meter.gauge('parley_consumer_lag_seconds', 'Age of the oldest event that a consumer has yet to deal with.', [
    'stream',
    'consumer',
  ]);
  Object.assign(lag, {
    collect() {
      const now = clock.now();
      for (const { stream, consumer, at } of oldest.values())
        lag.labels(stream, consumer).set(at === undefined ? 0 : Math.max(0, now - at) / 1000);
    },
  });
  return ({ stream, durable }, at) => {
    const key = `${stream} ${durable}`;
    const known = oldest.get(key);
    if (known === undefined) oldest.set(key, { stream, consumer: durable, at });
    else known.at = at;
  };
}
