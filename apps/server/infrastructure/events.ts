import { type EventBus, eventsPort, type StreamName } from '@parley/bus/events';
import { jetStreamEvents } from '@parley/bus/jetstream-events';
import type { ConsumerEnvironment } from '@parley/bus/log-consumer';
import { logEvents } from '@parley/bus/log-events';
import { natsPort } from '@parley/bus/nats';
import type { Clock } from '@parley/kernel/clock';
import type { Meter } from '@parley/kernel/metrics';
import { defineModule } from '@parley/kernel/module';
import { option } from '@parley/kernel/options';

/** How JetStream keeps events. */
export const eventsOptions = {
  replicas: option.integer({
    env: 'PARLEY_NATS_REPLICAS',
    description: 'Copies of each event stream in a NATS cluster: 1, 3 or 5.',
    min: 1,
    max: 5,
    default: 1,
  }),
  maxAge: option.duration({
    env: 'PARLEY_NATS_MAX_AGE',
    description: 'How long NATS keeps events. A consumer that was away for longer misses some.',
    min: 3_600_000,
    default: 604_800_000,
  }),
  maxBytes: option.bytes({
    env: 'PARLEY_NATS_MAX_BYTES',
    description: 'Size of an event stream past which NATS drops the oldest events, whoever has not had them. Unset: no limit.',
    min: 1_048_576,
  }),
};

/** Durable events: by way of JetStream where there is NATS, else from the outboxes of this process's services. */
export const eventsModule = defineModule({
  name: 'events',
  summary: 'durable events, from the outboxes in PostgreSQL, by way of NATS where there is one',
  target: false,
  provides: eventsPort,
  needs: { nats: natsPort },
  calls: {},
  options: eventsOptions,
  init({ nats, config, clock, logger, meter }) {
    const onBacklog = measureBacklog(meter, clock);
    const environment: ConsumerEnvironment = { clock, logger, random: Math.random, onBacklog };
    const events: EventBus & { stop(): Promise<void> } =
      nats === undefined
        ? logEvents(environment)
        : jetStreamEvents({
            ...environment,
            ...config,
            ...measureJetStream(meter, clock),
            link: nats.events,
            prefix: nats.prefix,
          });
    return {
      value: events,
      // Consumers end before the services that they call do.
      drain: () => events.stop(),
      stop: () => events.stop(),
    };
  },
});

/** A gauge of how old the oldest event is that a consumer has yet to deal with. */
function measureBacklog(meter: Meter, clock: Clock): NonNullable<ConsumerEnvironment['onBacklog']> {
  const lag = meter.gauge('parley_consumer_lag_seconds', 'Age of the oldest event that a consumer has yet to deal with.', [
    'stream',
    'consumer',
  ]);
  const set = ageGauge(lag, clock);
  return ({ stream, durable }, at) => set([stream, durable], at);
}

function measureJetStream(meter: Meter, clock: Clock) {
  const lag = meter.gauge('parley_relay_lag_seconds', 'Age of the oldest event that this process has yet to publish to NATS.', [
    'stream',
  ]);
  const published = meter.counter('parley_relay_published_total', 'Messages published to NATS from the outbox.', ['stream']);
  const redelivered = meter.counter('parley_consumer_redelivered_total', 'Events that came to a consumer once more.', [
    'stream',
    'consumer',
  ]);
  const setLag = ageGauge(lag, clock);
  return {
    onRelayLag: (stream: StreamName, oldestAt: number | undefined) => setLag([stream], oldestAt),
    onPublished: (stream: StreamName, count: number) => published.labels(stream).inc(count),
    onRedelivered: ({ stream, durable }: { stream: StreamName; durable: string }, count: number) =>
      redelivered.labels(stream, durable).inc(count),
  };
}

/** Sets a gauge by the time (epoch ms) of something old. It is computed when asked for, so it grows while nothing happens. */
function ageGauge(gauge: ReturnType<Meter['gauge']>, clock: Clock): (labels: readonly string[], at: number | undefined) => void {
  const oldest = new Map<string, { readonly labels: readonly string[]; at: number | undefined }>();
  Object.assign(gauge, {
    collect() {
      const now = clock.now();
      for (const { labels, at } of oldest.values())
        gauge.labels(...labels).set(at === undefined ? 0 : Math.max(0, now - at) / 1000);
    },
  });
  return (labels, at) => {
    const key = labels.join(' ');
    const known = oldest.get(key);
    if (known === undefined) oldest.set(key, { labels, at });
    else known.at = at;
  };
}
