import { expect, test } from 'bun:test';
import { createWorld } from '../sim/world.ts';
import { memoryStore } from '../store/memory.ts';
import { chatRecord, messageRecord } from '../store/sample-records.ts';
import { hasDisappeared } from './expired-message.ts';
import { createExpiry } from './expiry.ts';
import type { Outcome } from './outcome.ts';

async function bed() {
  const world = createWorld();
  const store = memoryStore();
  const outcomes: Outcome[] = [];
  const clock = world.clock();
  const make = () =>
    createExpiry({
      store,
      clock,
      onOutcome: (outcome) => void outcomes.push(outcome),
      onFault: (error) => {
        throw error;
      },
    });
  await store.write((tx) => tx.putChat(chatRecord('a')));
  const put = (seq: number, inMs: number | undefined) => {
    const record = messageRecord('a', seq);
    const message =
      inMs === undefined ? record.message : { ...record.message, expiresAt: new Date(world.now() + inMs).toISOString() };
    return store.write((tx) => tx.putMessages([{ ...record, message }]));
  };
  const gone = () =>
    store.read(async (tx) =>
      (await tx.messages('a', { from: 0, to: 99, limit: 99, nearest: 'to' }))
        .filter(({ message }) => hasDisappeared(message))
        .map(({ seq }) => seq),
    );
  return { world, store, clock, outcomes, make, put, gone };
}

test('a message leaves the store at its time, with no network and no word of the server', async () => {
  const { world, make, put, gone, store, outcomes } = await bed();
  make().start();
  await put(1, 5_000);
  await put(2, undefined);
  await put(3, 1_000);
  await world.pass(900);
  expect(await gone()).toEqual([]);
  await world.pass(200);
  expect(await gone()).toEqual([3]);
  await world.pass(4_000);
  expect(await gone()).toEqual([1, 3]);
  const [record] = await store.read((tx) => tx.messages('a', { from: 1, to: 1, limit: 1, nearest: 'to' }));
  expect(JSON.stringify(record)).not.toContain('message 1');
  expect(outcomes.flatMap(({ changed }) => changed.map(({ seq }) => seq))).toEqual([3, 1]);
});

test('what was due while the device was off goes when it is back, also what quotes of it said', async () => {
  const { world, make, put, gone, store } = await bed();
  await put(1, 1_000);
  await put(2, undefined);
  await store.write(async (tx) => {
    const record = messageRecord('a', 3);
    const replyTo = { id: 'a-1', seq: 1, senderId: 'someone', preview: 'message 1' };
    await tx.putMessages([{ ...record, message: { ...record.message, replyTo } }]);
  });
  await world.pass(60_000);
  expect(await gone()).toEqual([]);
  make().start();
  await world.pass(1);
  expect(await gone()).toEqual([1]);
  expect((await store.read((tx) => tx.message('a', 3)))?.message.replyTo?.preview).toBe('');
});

test('a message that is to stay longer is waited for in pieces, and one that was stopped does nothing', async () => {
  const { world, make, put, gone } = await bed();
  const expiry = make();
  expiry.start();
  await put(1, 40 * 24 * 60 * 60_000);
  await world.pass(39 * 24 * 60 * 60_000);
  expect(await gone()).toEqual([]);
  await world.pass(24 * 60 * 60_000 + 1);
  expect(await gone()).toEqual([1]);
  await put(2, 1_000);
  expiry.stop();
  await world.pass(5_000);
  expect(await gone()).toEqual([1]);
});
