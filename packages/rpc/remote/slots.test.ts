import { describe, expect, test } from 'bun:test';
import { slots } from './slots.ts';

const forever = new AbortController().signal;

describe('slots', () => {
  test('let so many in at once, and the others in the order in which they came', async () => {
    const { take } = slots(2);
    const [first, second] = [await take(forever), await take(forever)];
    const order: number[] = [];
    const third = take(forever).then(() => order.push(3));
    const fourth = take(forever).then(() => order.push(4));
    await Promise.resolve();
    expect(order).toEqual([]);
    second();
    await third;
    expect(order).toEqual([3]);
    first();
    await fourth;
    expect(order).toEqual([3, 4]);
  });

  test('are left once, however often that is said', async () => {
    const { take } = slots(1);
    const leave = await take(forever);
    leave();
    leave();
    await take(forever);
    let entered = false;
    void take(forever).then(() => {
      entered = true;
    });
    await Promise.resolve();
    expect(entered).toBe(false);
  });

  test('let go of who waits no longer, and the next has the turn', async () => {
    const { take } = slots(1);
    const leave = await take(forever);
    const abort = new AbortController();
    const impatient = take(abort.signal);
    const patient = take(forever);
    abort.abort(new Error('too late'));
    expect(impatient).rejects.toThrow('too late');
    leave();
    expect(await patient).toBeFunction();
    expect(take(AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
  });
});
