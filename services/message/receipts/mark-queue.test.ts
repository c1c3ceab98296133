import { describe, expect, test } from 'bun:test';
import { manualClock } from '@parley/testkit/manual-clock';
import type { WantedMark } from '../store/move-watermarks.ts';
import { createMarkQueue } from './mark-queue.ts';

function setUp() {
  const clock = manualClock();
  const written: WantedMark[][] = [];
  let fail = false;
  const queue = createMarkQueue({
    clock,
    gatherMs: 50,
    async write(marks) {
      await Promise.resolve();
      if (fail) throw new Error('the connection was lost');
      written.push([...marks]);
    },
  });
  return {
    clock,
    written,
    queue,
    failing(value: boolean) {
      fail = value;
    },
  };
}

describe('the mark queue', () => {
  test('writes the first at once, and what follows together after the pause, of each only the highest', async () => {
    const { clock, written, queue } = setUp();
    await queue.mark('delivered', 'ann', 'chat', 1);
    expect(written).toHaveLength(1);
    const rest = [
      queue.mark('delivered', 'ann', 'chat', 3),
      queue.mark('read', 'ann', 'chat', 2),
      queue.mark('delivered', 'ann', 'chat', 2),
      queue.mark('read', 'bob', 'chat', 1),
    ];
    clock.advance(49);
    await Promise.resolve();
    expect(written).toHaveLength(1);
    clock.advance(1);
    await Promise.all(rest);
    expect(written[1]).toEqual([
      { chatId: 'chat', userId: 'ann', deliveredSeq: 3, readSeq: 2 },
      { chatId: 'chat', userId: 'bob', deliveredSeq: 0, readSeq: 1 },
    ]);
  });

  test('pauses longer after a large batch', async () => {
    const { clock, written, queue } = setUp();
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => queue.mark('read', `user ${n}`, 'chat', 1)));
    const next = queue.mark('read', 'ann', 'chat', 1);
    clock.advance(249);
    await Promise.resolve();
    expect(written).toHaveLength(1);
    clock.advance(1);
    await next;
    expect(written).toHaveLength(2);
  });

  test('tells those who wait when a write fails, and goes on', async () => {
    const { clock, written, queue, failing } = setUp();
    failing(true);
    await expect(queue.mark('read', 'ann', 'chat', 1)).rejects.toThrow('the connection was lost');
    failing(false);
    const next = queue.mark('read', 'ann', 'chat', 2);
    clock.advance(50);
    await next;
    expect(written).toHaveLength(1);
  });

  test('is settled when all that waited is written, and leaves no timer', async () => {
    const { clock, written, queue } = setUp();
    await queue.mark('read', 'ann', 'chat', 1);
    const waiting = queue.mark('read', 'ann', 'chat', 2);
    await queue.settled();
    await waiting;
    expect([written.length, clock.pending]).toEqual([2, 0]);
  });
});
