import type { Consumer, EventBus, EventLog, StreamName } from './events.ts';
import { type ConsumerEnvironment, consumeLog } from './log-consumer.ts';

export interface LogEventsOptions extends ConsumerEnvironment {
  /** Ms that events are kept after everyone has passed them, to look at and to replay. Default a day. */
  readonly keepMs?: number;
}

/** The durable events of one process, whose modules read each other's logs. */
export interface LogEvents extends EventBus {
  /** Stops all consumers. */
  stop(): Promise<void>;
}

const TRIM_EVERY = 10 * 60_000;
const DAY = 24 * 60 * 60_000;

/**
 * Carries events from the logs of a process's services to its consumers, with no broker between. A consumer may ask for a stream
 * before its service provides it, and starts when it does.
 */
export function logEvents(options: LogEventsOptions): LogEvents {
  const { clock, logger, keepMs = DAY } = options;
  const logs = new Map<StreamName, EventLog>();
  const waiting = new Map<StreamName, (() => void)[]>();
  const consumers = new Set<Consumer>();
  const names = new Set<string>();

  function trim(): void {
    for (const [stream, log] of logs) {
      log
        .trim(clock.now() - keepMs)
        .catch((error: unknown) => logger.warn({ stream, err: error }, 'old events could not be removed'));
    }
    cancelTrim = clock.schedule(TRIM_EVERY, trim);
  }
  let cancelTrim = clock.schedule(TRIM_EVERY, trim);

  return {
    async provide(stream, log) {
      if (logs.has(stream)) throw new Error(`The stream ${stream} is provided twice.`);
      logs.set(stream, log);
      for (const start of waiting.get(stream) ?? []) start();
      waiting.delete(stream);
    },

    async consume(consumerOptions, handler) {
      const { stream, durable } = consumerOptions;
      const name = `${stream} ${durable}`;
      if (names.has(name)) throw new Error(`The consumer ${durable} of ${stream} runs already.`);
      names.add(name);
      let running: Consumer | undefined;
      let stopped = false;
      const start = (): void => {
        const log = logs.get(stream);
        if (log !== undefined && !stopped) running = consumeLog(log, consumerOptions, handler, options);
      };
      if (logs.has(stream)) start();
      else waiting.set(stream, [...(waiting.get(stream) ?? []), start]);
      const consumer: Consumer = {
        async stop() {
          stopped = true;
          await running?.stop();
          consumers.delete(consumer);
          names.delete(name);
        },
      };
      consumers.add(consumer);
      return consumer;
    },

    async stop() {
      cancelTrim();
      await Promise.all([...consumers].map((consumer) => consumer.stop()));
    },
  };
}
