import { expect, test } from 'bun:test';
import { createSlots } from './slots.ts';

function counted(max: number) {
  let made = 0;
  return createSlots(() => ++made, max);
}

test('connections are made only when needed, and the last used is used next', async () => {
  const slots = counted(3);
  expect(slots.counts()).toEqual({ open: 0, busy: 0, waiting: 0 });
  for (let n = 0; n < 5; n++) expect(await slots.use(async (connection) => connection)).toBe(1);
  await slots.use(async (first) => {
    expect(first).toBe(1);
    expect(await slots.use(async (connection) => connection)).toBe(2);
  });
  expect(slots.counts()).toEqual({ open: 2, busy: 0, waiting: 0 });
});

test('nobody shares a connection, and who came first is served first', async () => {
  const slots = counted(2);
  const holders = new Map<number, number>();
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      slots.use(async (connection) => {
        order.push(n);
        holders.set(connection, (holders.get(connection) ?? 0) + 1);
        expect(holders.get(connection)).toBe(1);
        await Promise.resolve();
        holders.set(connection, 0);
      }),
    ),
  );
  expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(slots.all).toEqual([1, 2]);
});

test('work that fails gives its connection back', async () => {
  const slots = counted(1);
  const fault = new Error('no');
  const outcomes = await Promise.allSettled([slots.use(() => Promise.reject(fault)), slots.use(async () => 'ok')]);
  expect(outcomes).toEqual([
    { status: 'rejected', reason: fault },
    { status: 'fulfilled', value: 'ok' },
  ]);
  expect(slots.counts()).toEqual({ open: 1, busy: 0, waiting: 0 });
});

test('those who wait are counted', async () => {
  const slots = counted(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const works = [slots.use(() => promise), slots.use(() => promise)];
  expect(slots.counts()).toEqual({ open: 1, busy: 1, waiting: 1 });
  resolve();
  await Promise.all(works);
});
