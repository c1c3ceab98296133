import type { NatsConnection } from '@nats-io/transport-node';
import { messagesOf, POSITION } from './event-message.ts';
import { type EntryPage, type EventLog, type Leadership, type LogPosition, RELAY, type StreamName } from './events.ts';
import { type JetStream, type StreamContext, streamOf } from './jetstream-streams.ts';
import { retryDelay } from './retry-delay.ts';
import { createWake } from './wake.ts';

export interface RelayOptions extends StreamContext {
  readonly stream: StreamName;
  readonly log: EventLog;
  /** Ms that events stay in the log after they were published: far longer than a broker may lose of its tail. */
  readonly keepMs: number;
  /** Told of the time (epoch ms) of the oldest event that is not published; undefined where all are, or another process publishes. */
  readonly onLag?: (oldestAt: number | undefined) => void;
  /** Told of each message that the server has acknowledged, by number. */
  readonly onPublished?: (count: number) => void;
}

/** Carries a log to its stream, where this process is the one to do so. */
export interface Relay {
  /** Whether this process publishes now. */
  leads(): boolean;
  /** Lets another process have it at once. */
  stop(): Promise<void>;
}

/** The end of a stream: its last sequence number, and the position in the log of what stands there. */
interface End {
  readonly sequence: number;
  readonly position: LogPosition | undefined;
}

/** Entries that are read and published at once. */
const PAGE = 400;
const PUBLISH_TIMEOUT = 5_000;
/** Ms after which the log is looked at though nobody told: a writer's word may be lost. */
const UNTOLD_LOOK = 1_000;
/** Ms between two looks for events that are held back by a running transaction, which doesn't tell when it ends; doubles. */
const FIRST_HELD_LOOK = 5;
/** Ms in which the commits of this process are told to the leader as one. */
const TELL_GATHER = 5;
/** Ms between tries to lead; half of it at random, so that a new leader is there within one on average. */
const TURN_EVERY = 2_000;
const CHECK_LEAD_EVERY = 2_000;
/** The stream knows better where it ends; this is for what may be removed from the log, and costs a commit each time. */
const SAVE_EVERY = 1_000;
/** Ms from a page to the next, unless it was full: what is committed meanwhile comes with one read. */
const PAGE_EVERY = 20;
const TRIM_EVERY = 10 * 60_000;

/**
 * Publishes a log to JetStream: one process of all that offer the log, chosen by a lock in its database. What is where is read off the
 * stream itself: its last message says in a header which position of the log it came from, and each message is published only if it
 * comes right after the one before (`Nats-Expected-Last-Sequence`). So a second leader, or a server that lost what it had acknowledged,
 * is noticed at the next message at the latest, and the relay goes on from what the stream really ends with.
 */
export function runRelay(options: RelayOptions): Relay {
  const { stream, log, link, prefix, clock, logger, random } = options;
  const news = createWake(clock);
  const turn = createWake(clock);
  const [newsSubject, turnSubject] = [`${prefix}relay.${stream}.news`, `${prefix}relay.${stream}.turn`];
  /** Row ids that the server takes for repetitions though the stream ends before them. */
  const repeated = new Set<string>();
  let leading = false;
  let cancelTell: (() => void) | undefined;
  let highest = 0;

  const stopListening = log.onAppend(() => {
    if (leading) news.tell();
    else cancelTell ??= clock.schedule(TELL_GATHER, tellLeader);
  });
  function tellLeader(): void {
    cancelTell = undefined;
    link.current()?.publish(newsSubject);
  }
  const stopUp = link.onUp((connection) => {
    connection.subscribe(newsSubject, {
      callback() {
        if (leading) news.tell();
      },
    });
    connection.subscribe(turnSubject, { callback: () => turn.tell() });
    turn.tell();
  });
  const stopDown = link.onDown(news.tell);

  async function run(): Promise<void> {
    for (let failures = 0; !turn.ended; ) {
      const connection = link.current();
      if (connection === undefined) {
        await turn.untilTold();
        continue;
      }
      try {
        const leadership = await log.lead();
        if (leadership === undefined) {
          await turn.untilTold(TURN_EVERY * (0.5 + random() / 2));
          continue;
        }
        await leadWith(leadership, connection);
        failures = 0;
      } catch (error) {
        failures++;
        logger.warn({ stream, err: error }, 'events can’t be published now; trying again');
        await turn.pause(retryDelay(Math.min(failures, 5), random));
      }
    }
  }

  async function leadWith(leadership: Leadership, connection: NatsConnection): Promise<void> {
    leading = true;
    try {
      const { client, manager } = await options.prepare(connection);
      const jetStream = { client, manager };
      await publishFrom(await findEnd(jetStream), jetStream, leadership, connection);
    } finally {
      leading = false;
      options.onLag?.(undefined);
      await leadership.end().catch((error: unknown) => logger.warn({ stream, err: error }, 'a lock ended with its connection'));
      link.current()?.publish(turnSubject);
    }
  }

  /** Where the stream ends, by what it says itself. */
  async function findEnd({ manager }: Pick<JetStream, 'manager'>): Promise<End> {
    const name = streamOf(prefix, stream);
    const { state } = await manager.streams.info(name);
    const sequence = state.last_seq;
    if (sequence < highest) {
      logger.warn(
        { stream, lost: highest - sequence },
        'the server lost events that it had acknowledged; they are published again',
      );
    }
    highest = sequence;
    if (sequence === 0) return { sequence, position: undefined };
    const last = await manager.streams.getMessage(name, { seq: sequence });
    const position = last?.header.get(POSITION);
    if (position === '') return { sequence, position: undefined };
    if (position !== undefined && (await log.knows(position))) return { sequence, position };
    // Too old and removed, or the log was put back to an earlier state: then its own word is the best there is.
    const saved = await log.loadPosition(RELAY);
    logger.warn(
      { stream, position, saved },
      'the last event of the stream doesn’t say where to go on; going on from the stored position',
    );
    return { sequence, position: saved };
  }

  async function publishFrom(
    end: End,
    { client }: Pick<JetStream, 'client'>,
    leadership: Leadership,
    connection: NatsConnection,
  ): Promise<void> {
    let { sequence, position } = end;
    let saved: LogPosition | undefined;
    let [savedAt, checkedAt, trimmedAt] = [0, clock.now(), 0];
    let heldLook = FIRST_HELD_LOOK;
    const save = async (): Promise<void> => {
      if (position === undefined || position === saved) return;
      await log.savePosition(RELAY, position);
      saved = position;
      savedAt = clock.now();
    };

    while (!news.ended && link.current() === connection) {
      const now = clock.now();
      if (now - checkedAt >= CHECK_LEAD_EVERY) {
        if (!(await leadership.holds())) throw new Error('the lock of the relay is lost');
        checkedAt = now;
      }
      if (now - trimmedAt >= TRIM_EVERY) {
        await log.trim(now - options.keepMs, RELAY);
        trimmedAt = now;
      }
      const page = await log.readEntries(position, PAGE);
      if (page.entries.length === 0) {
        if (!page.held) options.onLag?.(undefined);
        if (clock.now() - savedAt >= SAVE_EVERY) await save();
        await news.untilTold(page.held ? heldLook : UNTOLD_LOOK);
        heldLook = page.held ? Math.min(heldLook * 2, UNTOLD_LOOK) : FIRST_HELD_LOOK;
        continue;
      }
      heldLook = FIRST_HELD_LOOK;
      options.onLag?.(page.entries[0]?.event.at);
      sequence = await publish(page, { sequence, position }, client);
      position = page.position;
      if (clock.now() - savedAt >= SAVE_EVERY) await save();
      if (page.entries.length < PAGE) await news.pause(PAGE_EVERY);
    }
    await save();
  }

  /** Publishes a page without waiting between its messages; answers the new end of the stream. */
  async function publish(page: EntryPage, end: End, client: JetStream['client']): Promise<number> {
    let before = end.position;
    const messages = page.entries.flatMap(({ event, position }) => {
      const parts = messagesOf(event, position, before);
      before = position;
      return parts;
    });
    const results = await Promise.allSettled(
      messages.map(async ({ subject, body, headers, id }, index) => {
        const expected = end.sequence + index;
        const ack = await client.publish(prefix + subject, body, {
          headers,
          msgID: repeated.has(id) ? `${id}/${headers.get(POSITION)}` : id,
          expect: { lastSequence: expected },
          timeout: PUBLISH_TIMEOUT,
        });
        if (ack.duplicate) repeated.add(id);
        if (ack.duplicate || ack.seq !== expected + 1)
          throw new Error(`the server has it at ${ack.seq} instead of ${expected + 1}`);
      }),
    );
    const failed = results.find((result) => result.status === 'rejected');
    const stored = results.filter((result) => result.status === 'fulfilled').length;
    options.onPublished?.(stored);
    highest = Math.max(highest, end.sequence + stored);
    if (failed !== undefined) throw failed.reason;
    repeated.clear();
    return end.sequence + messages.length;
  }

  const running = run();
  running.catch((error: unknown) => logger.fatal({ stream, err: error }, 'the relay ended by its own fault'));
  return {
    leads: () => leading,
    async stop() {
      stopListening();
      stopUp();
      stopDown();
      cancelTell?.();
      turn.end();
      news.end();
      await running;
    },
  };
}
