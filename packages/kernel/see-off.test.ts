import { expect, test } from 'bun:test';
import { manualClock } from '@parley/testkit/manual-clock';
import { seeOff } from './see-off.ts';

/** Sees `count` connections off; `stays` tells which are not ready to go yet. */
function setUp(count: number, stays: (connection: number) => boolean = () => false) {
  const clock = manualClock();
  const from = clock.now();
  const gone: { readonly connection: number; readonly at: number; readonly overdue: boolean }[] = [];
  const connections = Array.from({ length: count }, (_, n) => n);
  const done = seeOff(connections, { clock, random: Math.random }, (connection, overdue) => {
    if (stays(connection) && !overdue) return false;
    gone.push({ connection, at: clock.now() - from, overdue });
    return true;
  });
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 20) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(20);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { gone, done, pass };
}

test('a few go at once, each once, in no order', async () => {
  const { gone, done } = setUp(100);
  await done;
  const order = gone.map(({ connection }) => connection);
  expect(new Set(order).size).toBe(100);
  expect(order).not.toEqual(Array.from({ length: 100 }, (_, n) => n));
});

test('many go evenly spread, 7,000 a second', async () => {
  const { gone, done, pass } = setUp(14_000);
  await pass(2_100);
  await done;
  expect(gone).toHaveLength(14_000);
  for (let half = 0; half < 4; half++) {
    const count = gone.filter(({ at }) => at >= half * 500 && at < (half + 1) * 500).length;
    expect(count).toBeGreaterThan(3_000);
    expect(count).toBeLessThan(4_000);
  }
});

test('however many there are, all are gone after three seconds', async () => {
  const { gone, done, pass } = setUp(100_000);
  await pass(3_100);
  await done;
  expect(gone).toHaveLength(100_000);
});

test('who is not ready yet is waited for, though not for more than a second', async () => {
  const waiting = new Set([1, 2]);
  const { gone, done, pass } = setUp(3, (connection) => waiting.has(connection));
  await pass(100);
  expect(gone.map(({ connection }) => connection)).toEqual([0]);
  waiting.delete(1);
  await pass(40);
  expect(gone.map(({ connection }) => connection)).toEqual([0, 1]);
  await pass(1_000);
  await done;
  expect(gone.at(-1)).toMatchObject({ connection: 2, overdue: true });
});

test('one that never says that it is gone is given up', async () => {
  const clock = manualClock();
  let asked = 0;
  const done = seeOff([1], { clock, random: Math.random }, () => ++asked < 0);
  for (let step = 0; step < 60; step++) {
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(20);
  }
  await done;
  expect(asked).toBe(51);
});
