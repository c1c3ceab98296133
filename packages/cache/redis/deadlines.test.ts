import { expect, test } from 'bun:test';
import { manualClock } from '@parley/testkit/manual-clock';
import { createDeadlines } from './deadlines.ts';

const never = new Promise<never>(() => undefined);

test('each is late by its own time, with one timer for all', async () => {
  const clock = manualClock();
  const { bound } = createDeadlines(clock, 100);
  const ended: string[] = [];
  const wait = (name: string, work: Promise<unknown>) =>
    void bound(work, () => new Error('late')).catch((error: Error) => ended.push(`${name} ${error.message}`));
  wait('a', never);
  clock.advance(60);
  wait('b', never);
  expect(clock.pending).toBe(1);
  clock.advance(40);
  await Bun.sleep(0);
  expect(ended).toEqual(['a late']);
  clock.advance(59);
  await Bun.sleep(0);
  expect(ended).toEqual(['a late']);
  clock.advance(1);
  await Bun.sleep(0);
  expect(ended).toEqual(['a late', 'b late']);
  expect(clock.pending).toBe(0);
});

test('what is answered or fails in time is passed on, and the timer ends by itself', async () => {
  const clock = manualClock();
  const { bound } = createDeadlines(clock, 100);
  const late = () => new Error('late');
  expect(await bound(Promise.resolve(1), late)).toBe(1);
  await expect(bound(Promise.reject(new Error('no')), late)).rejects.toThrow('no');
  clock.advance(100);
  expect(clock.pending).toBe(0);
});

test('an answer that lay there unread while the process was busy counts', async () => {
  const tasks: (() => void)[] = [];
  let now = 0;
  const clock = {
    now: () => now,
    schedule(_delay: number, task: () => void) {
      tasks.push(task);
      return () => undefined;
    },
  };
  const { bound } = createDeadlines(clock, 100);
  const work = Promise.withResolvers<string>();
  const answered = bound(work.promise, () => new Error('late'));
  now = 300;
  // Timers come first, then what was received is read, then timers again.
  tasks.shift()?.();
  work.resolve('in time');
  expect(await answered).toBe('in time');
  tasks.shift()?.();
  expect(tasks).toEqual([]);
});
