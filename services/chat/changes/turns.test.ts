import { expect, test } from 'bun:test';
import { createTurns } from './turns.ts';

test('tasks of one key wait for each other, also after one has failed; others don’t', async () => {
  const turns = createTurns();
  const order: string[] = [];
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const slow = turns.take('a', async () => {
    await gate;
    order.push('slow');
    throw new Error('no');
  });
  const next = turns.take('a', async () => order.push('next'));
  await turns.take('b', async () => order.push('other'));
  open();
  await expect(slow).rejects.toThrow('no');
  await next;
  await turns.take('a', async () => order.push('last'));
  expect(order).toEqual(['other', 'slow', 'next', 'last']);
});
