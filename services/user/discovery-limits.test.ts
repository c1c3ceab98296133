import { expect, test } from 'bun:test';
import type { Cache } from '@parley/cache/cache';
import { memoryCache } from '@parley/cache/memory-cache';
import { AppError } from '@parley/kernel/errors';
import { fail } from '@parley/protocol/errors';
import { manualClock } from '@parley/testkit/manual-clock';
import { silentLogger } from '@parley/testkit/test-logger';
import { discoveryLimits } from './discovery-limits.ts';

async function codeOf(work: Promise<void>): Promise<string> {
  try {
    await work;
    return 'ok';
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

test('without the cache people still search, up to a limit, and no number is looked up or told', async () => {
  const clock = manualClock();
  const gone = () => Promise.reject(fail('cache.unavailable'));
  const cache: Cache = { ...memoryCache({ clock }), limit: gone, increment: gone };
  const limits = discoveryLimits(cache, clock, silentLogger);
  const searches: string[] = [];
  for (let i = 0; i < 61; i += 1) searches.push(await codeOf(limits.search('a')));
  expect(searches).toEqual([...Array.from({ length: 60 }, () => 'ok'), 'rate.limited']);
  expect(await codeOf(limits.lookups('a', 1))).toBe('cache.unavailable');
  expect(await codeOf(limits.confirmations('a', 1))).toBe('cache.unavailable');
});
