import { expect, test } from 'bun:test';
import { fail } from '@parley/protocol/errors';
import { manualClock } from '@parley/testkit/manual-clock';
import { limitWithFallback } from './limit-with-fallback.ts';
import { memoryCache } from './memory-cache.ts';

const rule = { perSecond: 1, burst: 2 };

function start() {
  const clock = manualClock();
  const shared = memoryCache({ clock });
  const bed = { clock, fault: undefined as Error | undefined, shared };
  const limits = limitWithFallback(
    { limit: (...given) => (bed.fault === undefined ? shared.limit(...given) : Promise.reject(bed.fault)) },
    clock,
  );
  return { bed, allowed: async (key = 'k') => (await limits.limit(key, rule)).allowed };
}

test('without the cache a limit is the process’s own, no more and no less', async () => {
  const { bed, allowed } = start();
  bed.fault = fail('cache.unavailable');
  expect([await allowed(), await allowed(), await allowed()]).toEqual([true, true, false]);
  expect(await allowed('other')).toBe(true);
  bed.clock.advance(1_000);
  expect([await allowed(), await allowed()]).toEqual([true, false]);
});

test('when the cache is back it counts again', async () => {
  const { bed, allowed } = start();
  await allowed();
  await allowed();
  bed.fault = fail('cache.unavailable');
  expect(await allowed()).toBe(true);
  bed.fault = undefined;
  expect(await allowed()).toBe(false);
});

test('a fault is not taken for an absence', async () => {
  const { bed, allowed } = start();
  bed.fault = new TypeError('a bug');
  await expect(allowed()).rejects.toThrow('a bug');
});

test('no timer is left behind', () => {
  const { bed } = start();
  // The one of the shared cache.
  expect(bed.clock.pending).toBe(1);
});
