import type { NatsConnection } from '@nats-io/transport-node';
import type { Consumer, EventBus, StreamName } from './events.ts';
import { consumeStream } from './jetstream-consumer.ts';
import { ensureStream, type JetStream, openJetStream, type StreamSettings } from './jetstream-streams.ts';
import type { ConsumerEnvironment } from './log-consumer.ts';
import type { NatsLink } from './nats-connection.ts';
import { type Relay, runRelay } from './relay.ts';

export interface JetStreamEventsOptions extends ConsumerEnvironment, StreamSettings {
  readonly link: NatsLink;
  /** Ms that events stay in the outbox after they were published. Default a day. */
  readonly keepMs?: number;
  /** Ms without a word of its process after which an event is given to another. Default 10 s. */
  readonly ackWait?: number;
  /** Told of the time (epoch ms) of the oldest event that is not published; undefined for none. */
  readonly onRelayLag?: (stream: StreamName, oldestAt: number | undefined) => void;
  readonly onPublished?: (stream: StreamName, count: number) => void;
  readonly onRedelivered?: (consumer: { readonly stream: StreamName; readonly durable: string }, count: number) => void;
}

/** The durable events of a cluster. */
export interface JetStreamEvents extends EventBus {
  /** Whether this process publishes the stream. */
  leads(stream: StreamName): boolean;
  /** Stops all consumers, and lets other processes publish. */
  stop(): Promise<void>;
}

const DAY = 24 * 60 * 60_000;
const ACK_WAIT = 10_000;

/** Carries events from the outboxes to JetStream and from there to the consumers of all processes. */
export function jetStreamEvents(options: JetStreamEventsOptions): JetStreamEvents {
  const { link, clock, logger, prefix, random = Math.random } = options;
  const relays = new Map<StreamName, Relay>();
  const consumers = new Map<string, Consumer>();
  const opened = new WeakMap<NatsConnection, Promise<JetStream>>();
  let warned = false;

  /** Streams are made once for each connection: who comes first makes them, and a server that lost them gets them back. */
  function prepareFor(stream: StreamName): (connection: NatsConnection) => Promise<JetStream> {
    return async (connection) => {
      const known = opened.get(connection);
      const opening = known ?? openJetStream(connection);
      if (known === undefined) opened.set(connection, opening);
      const jetStream = await opening.catch((error: unknown) => {
        opened.delete(connection);
        throw error;
      });
      if (!jetStream.filtersSubjects && !warned) {
        warned = true;
        logger.error(
          { version: connection.info?.version },
          'nats-server 2.12 or newer is needed: with this one consumers read events that they don’t want, and its disk writes can’t be set',
        );
      }
      await ensureStream(jetStream.manager, stream, options);
      await ensureStream(jetStream.manager, 'DEAD', options);
      return jetStream;
    };
  }

  return {
    async provide(stream, log) {
      if (relays.has(stream)) throw new Error(`The stream ${stream} is provided twice.`);
      const relay = runRelay({
        ...{ stream, log, link, prefix, clock, logger, random },
        keepMs: options.keepMs ?? DAY,
        prepare: prepareFor(stream),
        onLag: (oldestAt) => options.onRelayLag?.(stream, oldestAt),
        onPublished: (count) => options.onPublished?.(stream, count),
      });
      relays.set(stream, relay);
    },

    async consume(consumerOptions, handler) {
      const { stream, durable } = consumerOptions;
      const name = `${stream} ${durable}`;
      if (consumers.has(name)) throw new Error(`The consumer ${durable} of ${stream} runs already.`);
      const running = consumeStream(
        {
          ...consumerOptions,
          ...{ link, prefix, clock, logger, random },
          ackWait: options.ackWait ?? ACK_WAIT,
          prepare: prepareFor(stream),
          onRedelivered: (count) => options.onRedelivered?.(consumerOptions, count),
          onBacklog: (oldestAt) => options.onBacklog?.(consumerOptions, oldestAt),
        },
        handler,
      );
      const consumer: Consumer = {
        async stop() {
          await running.stop();
          consumers.delete(name);
        },
      };
      consumers.set(name, consumer);
      return consumer;
    },

    leads: (stream) => relays.get(stream)?.leads() ?? false,

    async stop() {
      await Promise.all([...consumers.values()].map((consumer) => consumer.stop()));
      await Promise.all([...relays.values()].map((relay) => relay.stop()));
    },
  };
}
