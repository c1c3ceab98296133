import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerMessages,
  DeliverPolicy,
  JetStreamApiCodes,
  JetStreamApiError,
  type JsMsg,
  type Consumer as PullConsumer,
} from '@nats-io/jetstream';
import { inSpan } from '@parley/kernel/tracing';
import { buryInStream } from './dead-letters.ts';
import { eventsIn } from './event-message.ts';
import type { Consumer, ConsumerOptions, DomainEvent } from './events.ts';
import { type JetStream, type StreamContext, streamOf } from './jetstream-streams.ts';
import type { EventHandler } from './log-consumer.ts';
import { isOutage, retryDelay } from './retry-delay.ts';
import { createWake } from './wake.ts';

export interface StreamConsumerOptions extends ConsumerOptions, StreamContext {
  /** Ms after which the server takes an event for lost with its process, and gives it to another. */
  readonly ackWait: number;
  /** Told of events that come once more, by number. */
  readonly onRedelivered?: (count: number) => void;
  /** Told when the oldest event at hand changes: its time (epoch ms), undefined for none. */
  readonly onBacklog?: (oldestAt: number | undefined) => void;
}

const DEFAULT_BATCH = 100;
const DEFAULT_ATTEMPTS = 8;
/** Ms that a request for events stays at the server. */
const ASK_FOR = 20_000;
/** Deliveries beyond the attempts after which an event is buried unseen: its process ended each time before it could say anything. */
const UNANSWERED = 3;
/** From this delivery on an event is handled alone, so that it takes no others with it … */
const SUSPICIOUS = 3;
/** … which come back after so many ms. */
const ASIDE = 500;
/** Messages of one consumer that may be unanswered in all processes together. */
const UNANSWERED_MESSAGES = 2_000;
const MS = 1_000_000;
/** `consumer already exists` and `consumer name already in use` (errors.json of nats-server). */
const CONSUMER_EXISTS = [10_013, 10_148];

/** A message at hand, and what of it this consumer wants. */
interface Work {
  readonly message: JsMsg;
  readonly events: readonly DomainEvent[];
}

/**
 * Pulls the events of a durable consumer and hands them to `handler`, one call at a time in this process; other processes with the same
 * name take others. A message is acknowledged when its events are dealt with. While it is at hand the server is told so, however long
 * that takes.
 */
export function consumeStream(options: StreamConsumerOptions, handler: EventHandler): Consumer {
  const { stream, durable, link, prefix, clock, logger, random } = options;
  const batch = options.batch ?? DEFAULT_BATCH;
  const maxAttempts = options.maxAttempts ?? DEFAULT_ATTEMPTS;
  const subjects = new Set(options.subjects);
  const wake = createWake(clock);
  let hand: JsMsg[] = [];
  let working: readonly Work[] = [];
  let asking: ConsumerMessages | undefined;

  const stopUp = link.onUp(wake.tell);
  const stopDown = link.onDown(wake.tell);
  function reassure(): void {
    for (const { message } of working) message.working();
    for (const message of hand) message.working();
    cancelReassure = clock.schedule(options.ackWait / 3, reassure);
  }
  let cancelReassure = clock.schedule(options.ackWait / 3, reassure);

  async function run(): Promise<void> {
    for (let failures = 0; !wake.ended; ) {
      const connection = link.current();
      if (connection === undefined) {
        await wake.untilTold();
        continue;
      }
      try {
        const jetStream = await options.prepare(connection);
        await ensureConsumer(jetStream);
        await pump(await jetStream.client.consumers.get(streamOf(prefix, stream), durable), jetStream);
        failures = 0;
      } catch (error) {
        failures++;
        logger.warn({ consumer: durable, err: error }, 'events can’t be fetched now; trying again');
        await wake.pause(retryDelay(Math.min(failures, 5), random));
      }
    }
  }

  /** Takes what the server has for as long as its connection stands. Rejects when it says that it can't. */
  async function pump(consumer: PullConsumer, jetStream: JetStream): Promise<void> {
    hand = [];
    let fault: { readonly error: unknown } | undefined;
    async function ask(): Promise<void> {
      const messages = await consumer.fetch({ max_messages: batch, expires: ASK_FOR });
      asking = messages;
      try {
        for await (const message of messages) {
          if (message.redelivered) options.onRedelivered?.(1);
          hand.push(message);
          wake.tell();
        }
      } finally {
        if (asking === messages) asking = undefined;
      }
    }
    let requested = false;
    while (!wake.ended && link.current() === jetStream.connection) {
      if (fault !== undefined) throw fault.error;
      if (!requested && hand.length < batch) {
        requested = true;
        ask()
          .catch((error: unknown) => {
            fault = { error };
          })
          .finally(() => {
            requested = false;
            wake.tell();
          });
      }
      if (hand.length === 0) {
        options.onBacklog?.(undefined);
        await wake.untilTold();
        continue;
      }
      working = takeFromHand();
      options.onBacklog?.(working[0]?.events[0]?.at);
      try {
        await dealWith(working, jetStream);
      } finally {
        working = [];
      }
    }
    asking?.stop();
    // Another process may have them at once.
    for (const message of hand.splice(0)) message.nak();
  }

  /** Messages that together have no more events than a batch, or a single one that has. What this consumer doesn't want is acknowledged. */
  function takeFromHand(): Work[] {
    const taken: Work[] = [];
    let count = 0;
    for (let next = hand[0]; next !== undefined; next = hand[0]) {
      const events = wantedOf(next);
      if (taken.length > 0 && count + events.length > batch) break;
      hand.shift();
      count += events.length;
      if (events.length === 0) next.ack();
      else taken.push({ message: next, events });
    }
    return taken;
  }

  function wantedOf(message: JsMsg): DomainEvent[] {
    const subject = message.subject.slice(prefix.length);
    if (!subjects.has(subject)) return [];
    try {
      return eventsIn(subject, message).filter(({ onlyFor }) => onlyFor === undefined || onlyFor === durable);
    } catch (error) {
      logger.error({ consumer: durable, subject, sequence: message.seq, err: error }, 'a message is no event and is passed over');
      return [];
    }
  }

  async function dealWith(all: readonly Work[], jetStream: JetStream): Promise<void> {
    const together = all.filter(({ message }) => message.info.deliveryCount < SUSPICIOUS);
    const [suspicious, ...others] = all.filter((work) => !together.includes(work));
    // If the process dies of the suspicious one, the others are not blamed for it: they are elsewhere by then.
    for (const { message } of others) message.nak(ASIDE);
    let alone = together;
    if (together.length > 1) {
      try {
        await handle(together.flatMap(({ events }) => events));
        for (const { message } of together) message.ack();
        alone = [];
      } catch (error) {
        if (!wake.ended)
          logger.warn({ consumer: durable, err: error }, `${together.length} events failed together; each is tried alone`);
      }
    }
    for (const work of suspicious === undefined ? alone : [...alone, suspicious]) {
      if (wake.ended) work.message.nak();
      else await dealWithOne(work, jetStream);
    }
  }

  async function dealWithOne({ message, events }: Work, jetStream: JetStream): Promise<void> {
    const attempts = message.info.deliveryCount;
    if (attempts > maxAttempts + UNANSWERED) {
      const unseen = new Error(`its process ended ${attempts - 1} times while it had the event`);
      await conclude(
        message,
        attempts,
        events.map((event) => ({ event, error: unseen })),
        jetStream,
      );
      return;
    }
    for (let outages = 1; ; outages++) {
      const failures = await failuresOf(events);
      if (failures.length === 0) {
        message.ack();
        return;
      }
      // What fails while everything stops says nothing of the event; another process may have it at once.
      if (wake.ended) {
        message.nak();
        return;
      }
      if (!failures.some(({ error }) => isOutage(error))) {
        await conclude(message, attempts, failures, jetStream);
        return;
      }
      logger.warn({ consumer: durable, err: failures[0]?.error }, 'what a consumer needs is away; its event waits');
      await wake.pause(retryDelay(outages, random));
      if (wake.ended || link.current() !== jetStream.connection) {
        message.nak();
        return;
      }
    }
  }

  /** Tries the events of a message together, and then each alone, so that one does not take the others along. */
  async function failuresOf(events: readonly DomainEvent[]): Promise<{ readonly event: DomainEvent; readonly error: unknown }[]> {
    try {
      await handle(events);
      return [];
    } catch (error) {
      const [only] = events;
      if (events.length === 1 && only !== undefined) return [{ event: only, error }];
    }
    const failures: { event: DomainEvent; error: unknown }[] = [];
    for (const event of events) {
      try {
        await handle([event]);
      } catch (error) {
        failures.push({ event, error });
      }
    }
    return failures;
  }

  async function handle(events: readonly DomainEvent[]): Promise<void> {
    for (let from = 0; from < events.length; from += batch) {
      const part = events.slice(from, from + batch);
      const attributes = {
        'messaging.system': 'nats',
        'messaging.destination.name': stream,
        'messaging.consumer.group.name': durable,
        'messaging.batch.message_count': part.length,
      };
      await inSpan(
        `process ${stream}`,
        attributes,
        () => handler(part),
        undefined,
        part.flatMap(({ traceparent }) => traceparent ?? []),
      );
    }
  }

  /** What failed comes again later, or is set aside when it has failed too often. */
  async function conclude(
    message: JsMsg,
    attempts: number,
    failures: readonly { readonly event: DomainEvent; readonly error: unknown }[],
    jetStream: JetStream,
  ): Promise<void> {
    const about = { consumer: durable, event: failures[0]?.event.id, subject: failures[0]?.event.subject, attempt: attempts };
    if (attempts < maxAttempts) {
      logger.warn({ ...about, err: failures[0]?.error }, 'an event failed and is tried again');
      message.nak(Math.ceil(retryDelay(attempts, random)));
      return;
    }
    try {
      for (const { event, error } of failures) {
        const reason = error instanceof Error ? error.message : String(error);
        await buryInStream(jetStream, prefix, { stream, consumer: durable, event, reason, attempts, buriedAt: clock.now() });
      }
      logger.error({ ...about, err: failures[0]?.error }, 'an event failed for good and was set aside');
      message.ack();
    } catch (error) {
      logger.warn({ ...about, err: error }, 'an event could not be set aside; it is tried again');
      message.nak(Math.ceil(retryDelay(attempts, random)));
    }
  }

  async function ensureConsumer({ manager, filtersSubjects }: JetStream): Promise<void> {
    const name = streamOf(prefix, stream);
    const filters = options.subjects.map((subject) => prefix + subject);
    const [single] = filters;
    const config: Partial<ConsumerConfig> = {
      durable_name: durable,
      ack_policy: AckPolicy.Explicit,
      ack_wait: options.ackWait * MS,
      deliver_policy: DeliverPolicy.All,
      max_deliver: -1,
      max_ack_pending: UNANSWERED_MESSAGES,
      ...(filters.length === 1 && single !== undefined
        ? { filter_subject: single }
        : filtersSubjects
          ? { filter_subjects: filters }
          : {}),
    };
    try {
      const { delivered, ack_floor } = await manager.consumers.info(name, durable);
      const { state } = await manager.streams.info(name);
      if (delivered.stream_seq <= state.last_seq) {
        await manager.consumers.update(name, durable, config);
        return;
      }
      // The server lost the end of the stream, and not that the consumer had had it. What comes there now comes from the outbox again.
      logger.warn(
        { consumer: durable, lost: delivered.stream_seq - state.last_seq },
        'a consumer was ahead of its stream and is set back',
      );
      await manager.consumers.delete(name, durable);
      const from = Math.min(ack_floor.stream_seq, state.last_seq) + 1;
      await manager.consumers.add(name, { ...config, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: from });
    } catch (error) {
      if (!(error instanceof JetStreamApiError && error.code === JetStreamApiCodes.ConsumerNotFound)) throw error;
      await manager.consumers.add(name, config).catch((refused: unknown) => {
        // Another process was quicker.
        if (!(refused instanceof JetStreamApiError && CONSUMER_EXISTS.includes(refused.code))) throw refused;
      });
    }
  }

  const running = run();
  running.catch((error: unknown) => logger.fatal({ consumer: durable, err: error }, 'a consumer ended by its own fault'));
  return {
    async stop() {
      stopUp();
      stopDown();
      wake.end();
      asking?.stop();
      await running;
      cancelReassure();
    },
  };
}
