import { afterAll, expect, test } from 'bun:test';
import { presenceSubject } from '@parley/bus/live';
import { memoryLive } from '@parley/bus/memory-live';
import { type RedisCache, redisCache } from '@parley/cache/redis-cache';
import { startRedis } from '@parley/engines/redis';
import { systemClock } from '@parley/kernel/clock';
import { systemIds } from '@parley/kernel/ids';
import { testDatabase } from '@parley/testkit/test-database';
import { silentLogger } from '@parley/testkit/test-logger';
import { openOnline } from './online/open-online.ts';
import { whereAre } from './online/places.ts';
import { createPresenceBed } from './testing/presence-bed.ts';

/** Ms that a sign of life holds: short, because Redis keeps real time. */
const TTL = 1_000;
const BEAT = 300;

const redis = await startRedis();
const database = await testDatabase();
const opened: RedisCache[] = [];
afterAll(async () => {
  for (const cache of opened) cache.stop();
  await redis.stop();
  await database.close();
});

/** An instance of this service with a connection to Redis of its own; all share the live path and the database. */
async function start() {
  const bed = await createPresenceBed(database);
  const live = memoryLive((error) => {
    throw error;
  });
  async function instance(nodeId: string) {
    const cache = redisCache({ url: redis.url, clock: systemClock, random: Math.random });
    opened.push(cache);
    await cache.opened(5_000);
    const context = { ...bed.context, cache, live, clock: systemClock, ids: systemIds, logger: silentLogger, nodeId, ttl: TTL };
    const online = openOnline(context);
    online.watch.start();
    return {
      cache,
      online,
      where: async (...ids: string[]) => [...(await whereAre(cache, ids, await online.epochs.settled())).values()],
    };
  }
  /** What is told of a person, and a promise of the next. */
  function watch(userId: string) {
    const frames: boolean[] = [];
    let next = Promise.withResolvers<void>();
    live.subscribe(presenceSubject(userId), (message) => {
      if (message.kind !== 'frame') return;
      frames.push((JSON.parse(message.frame) as { online: boolean }).online);
      next.resolve();
      next = Promise.withResolvers();
    });
    return { frames, next: () => next.promise };
  }
  return { bed, instance, watch };
}

/** A node of realtime that gives signs of life until it is killed, and starts over when it lapsed. */
function node(name: string, people: string[], services: { tracker: ReturnType<typeof openOnline>['tracker'] }[]) {
  let registrations = 0;
  let epoch: string | undefined;
  let alive = true;
  let turn = 0;
  let named = false;
  const failures: unknown[] = [];
  async function beat(): Promise<void> {
    // Whichever instance of the service it is: each beat goes to another.
    const { tracker } = services[turn++ % services.length] ?? {};
    const answer = await tracker?.beat({ nodeId: `${name}.${registrations}`, online: named ? [] : people, offline: [], epoch });
    if (answer?.lapsed === true) {
      registrations += 1;
      epoch = undefined;
      named = false;
      return beat();
    }
    epoch = answer?.epoch;
    named = true;
  }
  async function run(): Promise<void> {
    while (alive) {
      await beat().catch((error: unknown) => failures.push(error));
      await Bun.sleep(BEAT);
    }
  }
  const running = run();
  return {
    failures,
    async kill() {
      alive = false;
      await running;
    },
  };
}

test('two nodes hold a person: one dies and they stay, the other dies and they are told offline once', async () => {
  const { bed, instance, watch } = await start();
  const a = bed.person();
  const [one, two] = [await instance('one'), await instance('two')];
  const services = [one.online, two.online];
  const seen = watch(a);
  const [n, m] = [node('n', [a], services), node('m', [a], services)];
  while (seen.frames.length < 1) await seen.next();
  await n.kill();
  // As long as it takes to give up the first.
  await Bun.sleep(2 * TTL);
  expect(seen.frames).toEqual([true]);
  expect(await one.where(a)).toEqual(['online']);
  await m.kill();
  while (seen.frames.length < 2) await seen.next();
  expect(await two.where(a)).toEqual(['offline']);
  await Bun.sleep(TTL / 2);
  expect(seen.frames).toEqual([true, false]);
  for (const { online } of [one, two]) await online.watch.stop();
});

test('Redis dies and comes back empty: unknown meanwhile, right again with the next signs of life', async () => {
  const { bed, instance, watch } = await start();
  const [a, b] = [bed.person(), bed.person()];
  const { cache, online, where } = await instance('one');
  const seen = watch(a);
  const living = node('n', [a], [online]);
  while (seen.frames.length < 1) await seen.next();
  expect(await where(a, b)).toEqual(['online', 'offline']);
  await redis.kill();
  await expect(where(a)).rejects.toMatchObject({ code: 'cache.unavailable' });
  // Longer than a sign of life holds: nobody is told offline for that.
  await Bun.sleep(TTL + BEAT);
  expect(seen.frames).toEqual([true]);
  await redis.restart();
  await cache.opened(5_000);
  while (!cache.up) await Bun.sleep(10);
  expect((await where(b))[0]).toBe('unknown');
  while ((await where(a))[0] !== 'online') await Bun.sleep(10);
  expect(living.failures.length).toBeGreaterThan(0);
  while ((await where(b))[0] === 'unknown') await Bun.sleep(10);
  expect(await where(a, b)).toEqual(['online', 'offline']);
  expect(seen.frames).not.toContain(false);
  await living.kill();
  await online.watch.stop();
});
