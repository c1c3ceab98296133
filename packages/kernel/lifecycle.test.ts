import { expect, test } from 'bun:test';
import { EventEmitter } from 'node:events';
import { createLogger } from './create-logger.ts';
import { manageLifecycle } from './lifecycle.ts';

/** A process whose signals, clock and end are in the test's hands. */
function stage(stop: () => Promise<void>) {
  const signals = new EventEmitter();
  const exits: number[] = [];
  const tasks: { readonly at: number; readonly task: () => void }[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    schedule(delay: number, task: () => void) {
      const entry = { at: now + delay, task };
      tasks.push(entry);
      return () => void tasks.splice(tasks.indexOf(entry), 1);
    },
  };
  const logs: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json', write: (line) => void logs.push(line) });
  manageLifecycle({
    signals: Object.assign(signals, { exit: (code: number) => void exits.push(code) }),
    logger,
    clock,
    stopWithin: 10_000,
    stop,
  });
  return {
    signals,
    exits,
    logs,
    advance(ms: number) {
      now += ms;
      for (const { task } of tasks.filter(({ at }) => at <= now)) task();
    },
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = () => new Promise<void>(() => undefined);

test.each(['SIGTERM', 'SIGINT'])('%s stops everything and ends with 0', async (signal) => {
  let stopped = false;
  const { signals, exits, advance } = stage(async () => {
    stopped = true;
  });
  signals.emit(signal);
  await settled();
  advance(20_000);
  expect({ stopped, exits }).toEqual({ stopped: true, exits: [0] });
});

test('a stop that takes too long is cut', () => {
  const { signals, exits, advance } = stage(never);
  signals.emit('SIGTERM');
  advance(9_999);
  expect(exits).toEqual([]);
  advance(1);
  expect(exits).toEqual([1]);
});

test('a second signal ends at once, but not the echo that npm makes of the first', () => {
  const { signals, exits, advance } = stage(never);
  signals.emit('SIGINT');
  signals.emit('SIGINT');
  expect(exits).toEqual([]);
  advance(1000);
  signals.emit('SIGINT');
  expect(exits).toEqual([130]);
});

test.each(['uncaughtException', 'unhandledRejection'])(
  '%s is logged and ends the process with 1, after a stop',
  async (event) => {
    let stopped = false;
    const { signals, exits, logs } = stage(async () => {
      stopped = true;
    });
    signals.emit(event, new Error('lost my way'));
    await settled();
    expect({ stopped, exits }).toEqual({ stopped: true, exits: [1] });
    expect(logs[0]).toContain('lost my way');
  },
);

test('a stop that fails ends with 1', async () => {
  const { signals, exits } = stage(() => Promise.reject(new Error('stuck')));
  signals.emit('SIGTERM');
  await settled();
  expect(exits).toEqual([1]);
});
