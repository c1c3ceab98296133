import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { Consumer, ConsumerOptions, DomainEvent, EventLog, LogPosition } from './events.ts';
import { isOutage, retryDelay } from './retry-delay.ts';
import { createWake } from './wake.ts';

export interface ConsumerEnvironment {
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to 1, for the jitter of retries. Default `Math.random`. */
  readonly random?: () => number;
  /** Told when the oldest event that a consumer has read and not yet dealt with changes: its time (epoch ms), undefined for none. */
  readonly onBacklog?: (consumer: Pick<ConsumerOptions, 'stream' | 'durable'>, oldestAt: number | undefined) => void;
}

export type EventHandler = (events: readonly DomainEvent[]) => Promise<void>;

/** Entries that are read at once. */
const PAGE = 200;
const DEFAULT_BATCH = 100;
const DEFAULT_ATTEMPTS = 8;
/** Ms between two looks for events that are held back by a running transaction, which doesn't tell when it ends; doubles too. */
const FIRST_HELD_LOOK = 5;
const LONGEST_HELD_LOOK = 1_000;
/**
 * Ms after which a consumer looks though nobody told it: another process may have written (the replay of a dead letter on the command
 * line).
 */
const UNTOLD_LOOK = 15_000;
/** Ms after which a position is saved that only moved over events the consumer doesn't want. */
const SKIPPED_SAVE = 5_000;

/**
 * Reads `log` from where the consumer stopped and hands it what it wants, in order, one call at a time. The position is saved when the
 * handler has resolved. A batch that fails is tried again event by event, so that one bad event neither blocks the rest of its batch
 * nor takes it along when it is buried.
 */
export function consumeLog(
  log: EventLog,
  options: ConsumerOptions,
  handler: EventHandler,
  environment: ConsumerEnvironment,
): Consumer {
  const { clock, logger, random = Math.random } = environment;
  const batch = options.batch ?? DEFAULT_BATCH;
  const subjects = new Set(options.subjects);
  const wake = createWake(clock);
  const stopListening = log.onAppend(wake.tell);

  async function run(): Promise<void> {
    let position = await insist('load the position', () => log.loadPosition(options.durable));
    let saved = position;
    let savedAt = clock.now();
    let heldLook = FIRST_HELD_LOOK;
    const save = async (at: LogPosition): Promise<void> => {
      await insist('save the position', () => log.savePosition(options.durable, at));
      saved = at;
      savedAt = clock.now();
    };

    while (!wake.ended) {
      const after = position;
      const page = await insist('read the log', () => log.read(after, PAGE));
      if (page === undefined) break;
      if (page.position === undefined || page.position === position) {
        if (!page.held) environment.onBacklog?.(options, undefined);
        await wake.untilTold(page.held ? heldLook : UNTOLD_LOOK);
        heldLook = page.held ? Math.min(heldLook * 2, LONGEST_HELD_LOOK) : FIRST_HELD_LOOK;
        continue;
      }
      heldLook = FIRST_HELD_LOOK;
      environment.onBacklog?.(options, page.events[0]?.at);
      const wanted = page.events.filter(
        ({ subject, onlyFor }) => subjects.has(subject) && (onlyFor === undefined || onlyFor === options.durable),
      );
      for (let from = 0; from < wanted.length; from += batch) {
        if (wake.ended || !(await deliver(wanted.slice(from, from + batch)))) return;
      }
      position = page.position;
      if (wanted.length > 0 || clock.now() - savedAt >= SKIPPED_SAVE) await save(position);
    }
    if (position !== undefined && position !== saved) await save(position);
  }

  /** False when the consumer is stopped before the events were dealt with. */
  async function deliver(events: readonly DomainEvent[]): Promise<boolean> {
    const [only] = events;
    if (events.length === 1 && only !== undefined) return deliverOne(only);
    try {
      await handler(events);
      return true;
    } catch (error) {
      if (wake.ended) return false;
      logger.warn({ consumer: options.durable, err: error }, `${events.length} events failed together; each is tried alone`);
    }
    for (const event of events) if (!(await deliverOne(event))) return false;
    return true;
  }

  async function deliverOne(event: DomainEvent): Promise<boolean> {
    const maxAttempts = options.maxAttempts ?? DEFAULT_ATTEMPTS;
    let faults = 0;
    for (let attempt = 1; !wake.ended; attempt++) {
      try {
        await handler([event]);
        return true;
      } catch (error) {
        // What fails while everything stops says nothing of the event; it comes again.
        if (wake.ended) return false;
        const about = { consumer: options.durable, event: event.id, subject: event.subject, attempt, err: error };
        if (!isOutage(error)) faults += 1;
        if (faults >= maxAttempts) {
          logger.error(about, 'an event failed for good and was set aside');
          const reason = error instanceof Error ? error.message : String(error);
          await insist('set an event aside', () => log.bury(options.durable, event, reason, faults));
          return true;
        }
        logger.warn(about, 'an event failed and is tried again');
        await wake.pause(retryDelay(attempt, random));
      }
    }
    return false;
  }

  /** Tries until it works, for the engine may be gone for a while; undefined when the consumer was stopped meanwhile. */
  async function insist<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        logger.warn({ consumer: options.durable, err: error }, `can't ${what}; trying again`);
        if (wake.ended) return undefined;
        await wake.pause(retryDelay(attempt, random));
      }
    }
  }

  const running = run();
  running.catch((error: unknown) => logger.fatal({ consumer: options.durable, err: error }, 'a consumer ended by its own fault'));
  return {
    async stop() {
      stopListening();
      wake.end();
      await running;
    },
  };
}
