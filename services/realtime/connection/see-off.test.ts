import { expect, test } from 'bun:test';
import { manualClock } from '@parley/testkit/manual-clock';
import { Connection, type Socket } from './connection.ts';
import { seeOff } from './see-off.ts';

function setUp(count: number, prepare: (connections: readonly Connection[]) => void = () => undefined) {
  const clock = manualClock();
  const from = clock.now();
  const gone: { readonly code: number; readonly at: number }[] = [];
  let flushed = 0;
  const connections = Array.from({ length: count }, (_, n) => {
    const connection = new Connection(String(n), '');
    const close = (code: number): void => {
      connection.socket = undefined;
      gone.push({ code, at: clock.now() - from });
    };
    connection.socket = { close } as unknown as Socket;
    return connection;
  });
  prepare(connections);
  const done = seeOff(connections, { clock, random: Math.random, writer: { flush: () => void flushed++ } });
  async function pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 20) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(20);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { connections, gone, done, pass, flushed: () => flushed };
}

test('a few clients go at once', async () => {
  const { gone, done } = setUp(100);
  await done;
  expect(gone.map(({ code }) => code)).toEqual(Array(100).fill(4503));
});

test('many go evenly spread, 7,000 a second', async () => {
  const { gone, done, pass } = setUp(14_000);
  await pass(2_100);
  await done;
  expect(gone).toHaveLength(14_000);
  for (let second = 0; second < 4; second++) {
    const count = gone.filter(({ at }) => at >= second * 500 && at < (second + 1) * 500).length;
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

test('who waits for an answer gets it first; who waits for ever is not waited for', async () => {
  const { connections, gone, done, pass, flushed } = setUp(3, ([answered, stuck]) => {
    if (answered !== undefined) answered.sending = 1;
    stuck?.enqueue(() => new Promise(() => undefined));
  });
  await pass(100);
  expect(gone).toHaveLength(1);
  expect(connections.every(({ leaving }) => leaving)).toBe(true);
  const before = flushed();
  for (const connection of connections) connection.sending = 0;
  await pass(40);
  expect([gone.length, flushed() > before]).toEqual([2, true]);
  await pass(1_000);
  await done;
  expect(gone).toHaveLength(3);
});
