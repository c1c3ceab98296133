import type { Clock } from '@parley/kernel/clock';
import { fail } from '@parley/protocol/errors';
import { Cluster } from 'ioredis';
import type { RedisConnection } from './connect-redis.ts';
import { createDeadlines } from './deadlines.ts';

export interface RedisLinkOptions {
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Ms that an operation may take. */
  readonly deadlineMs: number;
  /** Told when operations begin to be let through, and when they stop being; `reason` is for an operator. */
  readonly onChange?: (up: boolean, reason: string) => void;
  /** Told of each operation; one that was turned away at once took 0 ms. */
  readonly onOperation?: (operation: string, ms: number, outcome: RedisOutcome) => void;
}

/** How an operation ended: `late` found no answer in time, `down` was turned away at once, `error` is what Redis refused. */
export type RedisOutcome = 'ok' | 'late' | 'down' | 'error';

/** The way to Redis, open or not. */
export interface RedisLink {
  readonly up: boolean;
  /** Runs `work`, unless the way is closed. @throws `cache.unavailable`, in the time that an operation may take or at once */
  run<T>(operation: string, work: (connection: RedisConnection) => Promise<T>): Promise<T>;
  /** Resolves when the way is open for the first time, or after `ms`. Tells whether it is. */
  opened(ms: number): Promise<boolean>;
  stop(): void;
}

/** Ms between two looks at a server that did not answer, and at the most; the wait doubles and is drawn from its upper half. */
const PROBE_FIRST = 100;
const PROBE_AT_MOST = 2_000;

/**
 * Lets operations through while Redis answers. When the connection is lost, or one operation waits in vain, all are turned away at once,
 * so that a dead server costs nobody time, and the server is asked (`PING`) until it answers.
 */
export function createRedisLink(connection: RedisConnection, options: RedisLinkOptions): RedisLink {
  const { clock, random, deadlineMs } = options;
  const deadlines = createDeadlines(clock, deadlineMs);
  const openings = new Set<() => void>();
  let state: 'opening' | 'up' | 'down' = 'opening';
  let stopped = false;
  let lastError: string | undefined;
  let cancelProbe: (() => void) | undefined;

  function open(): void {
    cancelProbe?.();
    cancelProbe = undefined;
    lastError = undefined;
    if (state === 'up' || stopped) return;
    state = 'up';
    options.onChange?.(true, 'it answers');
    for (const tell of openings) tell();
  }

  function close(reason: string): void {
    if (state === 'down' || stopped) return;
    state = 'down';
    options.onChange?.(false, reason);
  }

  function probe(tries: number): void {
    const wait = Math.min(PROBE_AT_MOST, PROBE_FIRST * 2 ** Math.min(tries, 10)) * (0.5 + random() / 2);
    cancelProbe = clock.schedule(wait, () => {
      deadlines
        .bound(connection.ping(), () => new Error('late'))
        .then(open, () => {
          // What hangs is left; a new connection is opened, and `ready` tells when it takes commands.
          if (state === 'up' || stopped) return;
          if (connection.status === 'ready') connection.disconnect(true);
          probe(tries + 1);
        });
    });
  }

  connection.on('ready', open);
  connection.on('error', (error: Error & { readonly code?: string }) => {
    lastError = error.message === '' ? error.code : error.message;
    // Afterwards every try to connect says it again.
    if (state === 'opening') close(lastError ?? 'it can’t be connected to');
  });
  connection.on('close', () => close(lastError ?? 'the connection was closed'));

  function late(): Error {
    // Of a cluster it may be one server that hangs, which is no reason to turn the others away.
    if (state === 'up' && !(connection instanceof Cluster)) {
      close(`no answer within ${deadlineMs} ms`);
      probe(0);
    }
    return LATE;
  }

  return {
    get up() {
      return state === 'up';
    },
    async run(operation, work) {
      if (state !== 'up') {
        options.onOperation?.(operation, 0, 'down');
        throw fail('cache.unavailable');
      }
      const start = performance.now();
      const tell = (outcome: RedisOutcome) => options.onOperation?.(operation, performance.now() - start, outcome);
      try {
        const answer = await deadlines.bound(work(connection), late);
        tell('ok');
        return answer;
      } catch (error) {
        tell(error === LATE ? 'late' : 'error');
        throw fail('cache.unavailable', { cause: error });
      }
    },
    opened: (ms) =>
      new Promise((resolve) => {
        if (state === 'up') return resolve(true);
        const settle = (): void => {
          cancel();
          openings.delete(settle);
          resolve(state === 'up');
        };
        const cancel = clock.schedule(ms, settle);
        openings.add(settle);
      }),
    stop() {
      stopped = true;
      state = 'down';
      cancelProbe?.();
      connection.disconnect();
    },
  };
}

const LATE = new Error('Redis did not answer in time');
