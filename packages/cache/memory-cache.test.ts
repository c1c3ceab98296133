import { expect, test } from 'bun:test';
import { manualClock } from '@parley/testkit/manual-clock';
import { cacheConformance } from './cache.conformance.ts';
import { memoryCache } from './memory-cache.ts';

cacheConformance('memory', async () => {
  const clock = manualClock();
  const cache = memoryCache({ clock });
  return { cache, pass: async (ms) => clock.advance(ms), close: async () => cache.stop() };
});

test('what expired unread is swept', async () => {
  const clock = manualClock();
  const cache = memoryCache({ clock });
  await cache.set('a', '1', 1_000);
  await cache.set('b', '1', 100_000);
  clock.advance(60_000);
  expect(cache.size).toBe(1);
  cache.stop();
  expect(clock.pending).toBe(0);
});

test('the least recently written goes first when it is full', async () => {
  const cache = memoryCache({ clock: manualClock(), maxEntries: 2 });
  await cache.set('a', '1', 1_000);
  await cache.set('b', '1', 1_000);
  await cache.set('a', '2', 1_000);
  await cache.set('c', '1', 1_000);
  expect(await cache.getMany(['a', 'b', 'c'])).toEqual(['2', undefined, '1']);
});

test('a limit keeps no state longer than it means something', async () => {
  const clock = manualClock();
  const cache = memoryCache({ clock });
  await cache.limit('l', { perSecond: 10, burst: 5 });
  clock.advance(60_000);
  expect(cache.size).toBe(0);
});
