import { afterAll, afterEach, describe, expect, test } from 'bun:test';
import { startRedis } from '@parley/engines/redis';
import { systemClock } from '@parley/kernel/clock';
import type { AppError } from '@parley/kernel/errors';
import { manualClock } from '@parley/testkit/manual-clock';
import { Redis } from 'ioredis';
import { cacheConformance } from './cache.conformance.ts';
import { type RedisCache, type RedisCacheOptions, redisCache } from './redis-cache.ts';

const redis = await startRedis({ password: 'pass/word?' });
afterAll(() => redis.stop());

let opened = 0;
const caches: RedisCache[] = [];
afterEach(() => {
  for (const cache of caches.splice(0)) cache.stop();
});

/** A cache on keys of its own, and what it told of the way to Redis. */
function open(options: Partial<RedisCacheOptions> = {}) {
  opened += 1;
  const changes: { up: boolean; reason: string }[] = [];
  const waiting = new Set<() => void>();
  const cache = redisCache({
    url: redis.url,
    clock: systemClock,
    random: Math.random,
    prefix: `test${opened}:`,
    onChange(up, reason) {
      changes.push({ up, reason });
      for (const tell of waiting) tell();
    },
    ...options,
  });
  caches.push(cache);
  /** Resolves when the way is open, or closed. */
  const until = (up: boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (cache.up !== up) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return { cache, changes, until };
}

/** `ok`, or the code of the error. */
const outcomeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ok',
    (error: AppError) => error.code,
  );

cacheConformance('Redis', async () => {
  const { cache } = open();
  await cache.opened(5_000);
  return { cache, pass: (ms) => Bun.sleep(ms), close: async () => cache.stop() };
});

describe('Redis goes and comes back', () => {
  test('killed: what is asked is refused without a wait, and works again when it is back', async () => {
    // Deadlines never come: the clock stands still.
    const { cache, changes, until } = open({ clock: manualClock() });
    await until(true);
    await cache.set('k', 'v', 60_000);
    const asked = Array.from({ length: 100 }, () => outcomeOf(cache.get('k')));
    await redis.kill();
    // They were on their way before it died, or they fail.
    for (const outcome of await Promise.all(asked)) expect(['ok', 'cache.unavailable']).toContain(outcome);
    await until(false);
    for (const work of [
      cache.get('k'),
      cache.getMany(['k']),
      cache.set('k', 'v', 1),
      cache.renew('k', 1),
      cache.delete(['k']),
      cache.increment('n', 1, 1_000),
      cache.limit('l', { perSecond: 1, burst: 1 }),
      cache.addToSets([{ key: 's', members: ['a'] }], 1_000),
      cache.membersOf(['s']),
    ]) {
      expect(await outcomeOf(work)).toBe('cache.unavailable');
    }
    await redis.restart();
    await until(true);
    expect(changes.map(({ up }) => up)).toEqual([true, false, true]);
    // A server that starts anew knows no script, and nothing that it was told.
    expect(await cache.get('k')).toBeUndefined();
    expect((await cache.limit('l', { perSecond: 1, burst: 1 })).allowed).toBe(true);
    expect(await cache.increment('n', 2, 1_000)).toBe(2);
  });

  test('halted: the first waits for its deadline, the others for nothing', async () => {
    const clock = manualClock();
    const { cache, changes, until } = open({ clock, deadlineMs: 200 });
    await until(true);
    redis.pause();
    const asked = outcomeOf(cache.get('k'));
    clock.advance(199);
    expect(await Promise.race([asked, Bun.sleep(0).then(() => 'waits')])).toBe('waits');
    clock.advance(1);
    expect(await asked).toBe('cache.unavailable');
    expect(await outcomeOf(cache.get('k'))).toBe('cache.unavailable');
    expect(changes.at(-1)).toEqual({ up: false, reason: 'no answer within 200 ms' });
    redis.resume();
    clock.advance(100);
    await until(true);
    expect(await cache.get('k')).toBeUndefined();
  });

  test('halted for long: the connection is given up for a new one', async () => {
    const clock = manualClock();
    const { cache, until } = open({ clock, deadlineMs: 200 });
    await until(true);
    redis.pause();
    const asked = outcomeOf(cache.get('k'));
    for (let looks = 0; looks < 5; looks += 1) {
      clock.advance(2_200);
      await Bun.sleep(0);
    }
    expect(await asked).toBe('cache.unavailable');
    redis.resume();
    await until(true);
    expect(await cache.get('k')).toBeUndefined();
  });

  test('not there at the start: nothing waits for it, and it is used when it comes', async () => {
    await redis.kill();
    const { cache, changes, until } = open();
    await until(false);
    expect(await outcomeOf(cache.get('k'))).toBe('cache.unavailable');
    expect(await cache.opened(10)).toBe(false);
    const late = cache.opened(10_000);
    await redis.restart();
    expect(await late).toBe(true);
    expect(await cache.get('k')).toBeUndefined();
    expect(changes.map(({ up }) => up)).toEqual([false, true]);
  });

  test('scripts that the server forgot are told again', async () => {
    const { cache } = open();
    await cache.opened(5_000);
    expect(await cache.increment('n', 1, 1_000)).toBe(1);
    const operator = new Redis(redis.url);
    await operator.script('FLUSH');
    operator.disconnect();
    const sums = await Promise.all(Array.from({ length: 20 }, () => cache.increment('n', 1, 1_000)));
    expect(new Set(sums)).toEqual(new Set(Array.from({ length: 20 }, (_, n) => n + 2)));
  });

  test('a wrong password is told to the operator, not to people', async () => {
    const { cache, changes, until } = open({ url: redis.url.replace('pass', 'fail') });
    await until(false);
    expect(await cache.opened(300)).toBe(false);
    const error = await cache.get('k').catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'cache.unavailable', retryable: true });
    expect(String(error)).not.toContain('password');
    expect(changes[0]?.reason).toMatch(/WRONGPASS|password/);
  });
});

test('limits agree although the clocks of two processes do not', async () => {
  const behind = { ...systemClock, now: () => systemClock.now() - 3_600_000 };
  const { cache: one } = open({ prefix: 'shared:' });
  const { cache: other } = open({ prefix: 'shared:', clock: behind });
  await Promise.all([one.opened(5_000), other.opened(5_000)]);
  const rule = { perSecond: 0.01, burst: 2 };
  expect((await one.limit('l', rule)).allowed).toBe(true);
  expect((await other.limit('l', rule)).allowed).toBe(true);
  expect((await one.limit('l', rule)).allowed).toBe(false);
  expect((await other.limit('l', rule)).allowed).toBe(false);
  expect(await other.clockAhead()).toBeGreaterThan(3_590_000);
  expect(Math.abs(await one.clockAhead())).toBeLessThan(10_000);
});

test('what is asked in one turn travels together', async () => {
  const seen: string[] = [];
  const { cache } = open({ onOperation: (operation, _ms, outcome) => void seen.push(`${operation} ${outcome}`) });
  await cache.opened(5_000);
  const operator = new Redis(redis.url);
  const reads = async () => Number(/total_reads_processed:(\d+)/.exec(await operator.info('stats'))?.[1]);
  const before = await reads();
  await Promise.all(Array.from({ length: 500 }, (_, n) => cache.set(`k${n}`, 'v', 1_000)));
  expect((await reads()) - before).toBeLessThan(50);
  operator.disconnect();
  expect(seen).toHaveLength(500);
  expect(new Set(seen)).toEqual(new Set(['set ok']));
});
