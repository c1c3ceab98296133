import { afterAll, describe, expect, test } from 'bun:test';
import { testDatabase } from '@parley/testkit/test-database';
import { openOnline } from './online/open-online.ts';
import { whereAre } from './online/places.ts';
import { readLastSeen } from './store/last-seen.ts';
import { createPresenceBed, TTL } from './testing/presence-bed.ts';

const database = await testDatabase();
afterAll(() => database.close());

/** An instance of the service with nodes that report to it; `instance` makes another over the same cache, bus and database. */
async function start() {
  const bed = await createPresenceBed(database);
  const { context, clock } = bed;
  const instance = (nodeId = 'presence') => openOnline({ ...context, nodeId });
  const online = instance();
  const epochs = new Map<string, string>();
  /** Reports as realtime does: the first report registers. Tells whether it was taken. */
  async function beat(nodeId: string, here: string[] = [], gone: string[] = [], to = online): Promise<boolean> {
    const answer = await to.tracker.beat({ nodeId, online: here, offline: gone, epoch: epochs.get(nodeId) });
    if (!answer.lapsed) epochs.set(nodeId, answer.epoch);
    return !answer.lapsed;
  }
  /** Lets time pass, with a look at the nodes every second. */
  async function pass(ms: number, watches = [online.watch]): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1_000) {
      clock.advance(Math.min(1_000, ms - passed));
      for (const watch of watches) await watch.look();
    }
  }
  async function lastSeen(userId: string): Promise<number | undefined> {
    await online.journal.stop();
    return (await readLastSeen(context.db, [userId])).get(userId);
  }
  const where = async (...userIds: string[]) => [
    ...(await whereAre(context.cache, userIds, await online.epochs.settled())).values(),
  ];
  const iso = (ms: number) => new Date(ms).toISOString();
  return { bed, online, instance, beat, pass, lastSeen, where, iso };
}

describe('coming and going (P5)', () => {
  test('coming is told once, however often a node repeats it', async () => {
    const { bed, beat, lastSeen, where } = await start();
    const a = bed.person();
    const seen = bed.watch(a);
    const came = bed.clock.now();
    await beat('n', [a]);
    bed.clock.advance(20_000);
    await beat('n', [a]);
    expect(seen).toEqual([{ online: true }]);
    expect(await where(a)).toEqual(['online']);
    expect(await lastSeen(a)).toBe(came);
  });

  test('who is at no other node is said to be alone, each time that they are named', async () => {
    const { bed, online } = await start();
    const [a, b] = [bed.person(), bed.person()];
    const beat = (nodeId: string, here: string[], epoch?: string) =>
      online.tracker.beat({ nodeId, online: here, offline: [], epoch });
    const first = await beat('n', [a, b]);
    expect(first.alone).toEqual([a, b]);
    expect((await beat('n', [a], first.epoch)).alone).toEqual([a]);
    expect((await beat('m', [a])).alone).toEqual([]);
    expect((await beat('n', [a, b], first.epoch)).alone).toEqual([b]);
  });

  test('nobody is said to be alone while nodes say anew who is where', async () => {
    const { bed, online } = await start();
    const a = bed.person();
    await online.tracker.beat({ nodeId: 'n', online: [bed.person()], offline: [] });
    bed.forget();
    expect((await online.tracker.beat({ nodeId: 'm', online: [a], offline: [] })).alone).toEqual([]);
  });

  test('going is told once, with the time, and kept', async () => {
    const { bed, beat, lastSeen, where, iso } = await start();
    const a = bed.person();
    await beat('n', [a]);
    bed.clock.advance(5_000);
    const seen = bed.watch(a);
    await beat('n', [], [a]);
    await beat('n', [], [a]);
    expect(seen).toEqual([{ online: false, lastSeenAt: iso(bed.clock.now()) }]);
    expect(await where(a)).toEqual(['offline']);
    expect(await lastSeen(a)).toBe(bed.clock.now());
  });

  test('who leaves one node of two is still there', async () => {
    const { bed, beat } = await start();
    const a = bed.person();
    await beat('n', [a]);
    await beat('m', [a]);
    const seen = bed.watch(a);
    await beat('n', [], [a]);
    expect(seen).toEqual([]);
    await beat('m', [], [a]);
    expect(seen).toHaveLength(1);
  });

  test('reports of a node that come at once are taken in their order', async () => {
    const { bed, beat } = await start();
    const a = bed.person();
    const seen = bed.watch(a);
    await Promise.all([beat('n', [a]), beat('n', [], [a]), beat('n', [a])]);
    expect(seen.map(({ online }) => online)).toEqual([true, false, true]);
  });

  test('a node lives on by bare signs of life: nobody is named again', async () => {
    const { bed, beat, pass, where } = await start();
    const people = Array.from({ length: 20 }, bed.person);
    await beat('n', people);
    const seen = people.map(bed.watch);
    for (let beats = 0; beats < 12; beats += 1) {
      await pass(10_000);
      expect(await beat('n')).toBe(true);
    }
    expect(seen.flat()).toEqual([]);
    expect(new Set(await where(...people))).toEqual(new Set(['online']));
  });
});

describe('a node that dies', () => {
  test('its people go offline once within the time of its last sign, without anybody asking', async () => {
    const { bed, beat, pass, lastSeen, where, iso } = await start();
    const [a, b] = [bed.person(), bed.person()];
    await beat('n', [a]);
    await beat('m', [b]);
    await pass(20_000);
    await beat('m');
    await beat('n');
    const lastSign = bed.clock.now();
    const seen = [bed.watch(a), bed.watch(b)];
    await pass(20_000);
    await beat('m');
    await pass(9_000);
    expect(seen).toEqual([[], []]);
    expect(await where(a)).toEqual(['online']);
    await pass(1_000);
    expect(seen).toEqual([[{ online: false, lastSeenAt: iso(lastSign) }], []]);
    expect(await where(a, b)).toEqual(['offline', 'online']);
    expect(await lastSeen(a)).toBe(lastSign);
  });

  test('who is on another node too stays; when that dies as well they are offline', async () => {
    const { bed, beat, pass, where } = await start();
    const a = bed.person();
    await beat('n', [a]);
    await beat('m', [a]);
    const seen = bed.watch(a);
    await pass(15_000);
    await beat('m');
    await pass(29_000);
    expect(seen).toEqual([]);
    expect(await where(a)).toEqual(['online']);
    await pass(1_000);
    expect(seen.map(({ online }) => online)).toEqual([false]);
    expect(await where(a)).toEqual(['offline']);
  });

  test('many people go page by page, and nothing of the node stays behind', async () => {
    const { bed, beat, pass, where } = await start();
    const people = Array.from({ length: 1_203 }, bed.person);
    await beat('n', people);
    const seen = people.map(bed.watch);
    await pass(TTL);
    expect(seen.every((frames) => frames.length === 1)).toBe(true);
    expect(new Set(await where(...people))).toEqual(new Set(['offline']));
    const { cache } = bed.context;
    const left = await cache.membersOf(['presence:nodes', 'presence:node:n:people', ...people.map((id) => `presence:${id}`)]);
    expect(left.flat()).toEqual([]);
  });

  test('several instances share the work: each is told once', async () => {
    const { bed, online, instance, beat, pass } = await start();
    const others = [instance('second'), instance('third')];
    const people = Array.from({ length: 700 }, bed.person);
    await beat('n', people.slice(0, 400));
    await beat('m', people.slice(400), [], others[0]);
    const seen = people.map(bed.watch);
    const watches = [online.watch, ...others.map(({ watch }) => watch)];
    await pass(TTL - 1_000);
    bed.clock.advance(1_000);
    await Promise.all(watches.map((watch) => watch.look()));
    expect(seen.every((frames) => frames.length === 1)).toBe(true);
  });

  test('an instance that dies while it sweeps leaves the rest to another', async () => {
    const { bed, instance, beat, pass } = await start();
    const people = Array.from({ length: 700 }, bed.person);
    await beat('n', people);
    const seen = people.map(bed.watch);
    // It breaks off after the first page.
    let calls = 0;
    const failing = openOnline({
      ...bed.context,
      cache: {
        ...bed.context.cache,
        membersOf(keys, limit) {
          if (limit !== undefined) calls += 1;
          return calls > 1 ? Promise.reject(new Error('gone')) : bed.context.cache.membersOf(keys, limit);
        },
      },
    });
    await pass(TTL - 1_000);
    bed.clock.advance(1_000);
    await expect(failing.watch.look()).rejects.toThrow('gone');
    const told = seen.filter((frames) => frames.length === 1).length;
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThan(700);
    await pass(TTL, [instance('second').watch]);
    await pass(1_000);
    expect(seen.every((frames) => frames.length === 1)).toBe(true);
  });

  test('was only silent: it is told that it lapsed, and its people come back by another name', async () => {
    const { bed, beat, pass, where } = await start();
    const a = bed.person();
    await beat('n.0', [a]);
    const seen = bed.watch(a);
    await pass(TTL + 1_000);
    expect(await beat('n.0', [a])).toBe(false);
    expect(await where(a)).toEqual(['offline']);
    expect(await beat('n.1', [a])).toBe(true);
    expect(await where(a)).toEqual(['online']);
    await pass(TTL - 1_000);
    expect(seen.map(({ online }) => online)).toEqual([false, true]);
  });

  test('comes back by another name before it is swept: nobody is told anything', async () => {
    const { bed, instance, beat, pass, where } = await start();
    const a = bed.person();
    await beat('n.0', [a]);
    const seen = bed.watch(a);
    bed.clock.advance(TTL);
    // Silent, and not given up yet: that is neither here nor there.
    expect(await where(a)).toEqual(['unknown']);
    expect(await beat('n.0')).toBe(false);
    await beat('n.1', [a]);
    await instance().watch.look();
    await pass(1_000);
    expect(await where(a)).toEqual(['online']);
    expect(seen).toEqual([]);
  });
});

describe('without the cache', () => {
  test('a report is refused as worth retrying, and the next one that succeeds puts things right', async () => {
    const { bed, beat } = await start();
    const a = bed.person();
    const seen = bed.watch(a);
    bed.cacheAway = true;
    await expect(beat('n', [a])).rejects.toMatchObject({ code: 'cache.unavailable', retryable: true });
    bed.cacheAway = false;
    await beat('n', [a]);
    expect(seen).toEqual([{ online: true }]);
  });

  test('what was done and not answered is told when it can be looked at', async () => {
    const { bed, beat } = await start();
    const [a, b] = [bed.person(), bed.person()];
    await beat('n', [b]);
    const seen = [bed.watch(a), bed.watch(b)];
    const { cache } = bed.context;
    const unheard = openOnline({
      ...bed.context,
      cache: {
        ...cache,
        async addToSets(...given) {
          await cache.addToSets(...given);
          throw new Error('no answer');
        },
      },
    });
    await beat('m');
    await expect(beat('m', [a], [], unheard)).rejects.toThrow('no answer');
    await expect(beat('m', [a], [b], unheard)).rejects.toThrow('no answer');
    expect(seen).toEqual([[], []]);
    await cache.addToSets([{ key: `presence:${a}`, members: ['m'] }], TTL);
    await unheard.watch.look();
    expect(seen).toEqual([[{ online: true }], [{ online: true }]]);
  });

  test('nobody is told offline because the cache was away', async () => {
    const { bed, online, beat, pass, where } = await start();
    const a = bed.person();
    await beat('n.0', [a]);
    await pass(TTL);
    await beat('n.0', [a]).catch(() => undefined);
    await beat('n.1', [a]);
    await pass(TTL - 5_000);
    await beat('n.1');
    const seen = bed.watch(a);
    bed.cacheAway = true;
    bed.clock.advance(TTL);
    await expect(online.watch.look()).rejects.toMatchObject({ code: 'cache.unavailable' });
    bed.cacheAway = false;
    // Its signs of life could not be taken. It has the time of one to come back.
    await pass(10_000);
    expect(await where(a)).toEqual(['unknown']);
    expect(await beat('n.1')).toBe(false);
    await beat('n.2', [a]);
    await pass(TTL - 1_000);
    expect(seen).toEqual([]);
    expect(await where(a)).toEqual(['online']);
  });

  test('a node that does not come back after the cache did is given up', async () => {
    const { bed, online, beat, pass } = await start();
    const a = bed.person();
    await beat('n', [a]);
    const seen = bed.watch(a);
    bed.cacheAway = true;
    bed.clock.advance(TTL);
    await expect(online.watch.look()).rejects.toMatchObject({ code: 'cache.unavailable' });
    bed.cacheAway = false;
    await pass(TTL - 1_000);
    expect(seen).toEqual([]);
    await pass(1_000);
    expect(seen.map(({ online: isOnline }) => isOnline)).toEqual([false]);
  });
});

describe('a cache that comes back empty', () => {
  test('makes presence unknown until nodes have said again who is there', async () => {
    const { bed, beat, pass, where } = await start();
    const [a, b] = [bed.person(), bed.person()];
    await beat('n.0', [a]);
    const seen = [bed.watch(a), bed.watch(b)];
    bed.forget();
    expect(await where(a, b)).toEqual(['unknown', 'unknown']);
    await pass(5_000);
    expect(await beat('n.0')).toBe(false);
    expect(await where(a, b)).toEqual(['unknown', 'unknown']);
    await beat('n.1', [a]);
    // Whoever is named is there; of the others one knows when all nodes have had the time to speak.
    expect(await where(a, b)).toEqual(['online', 'unknown']);
    await pass(TTL / 2);
    expect(await where(a, b)).toEqual(['online', 'offline']);
    expect(seen).toEqual([[{ online: true }], []]);
  });

  test('is noticed by a new instance from what nodes remember', async () => {
    const { bed, instance, beat } = await start();
    const [a, b] = [bed.person(), bed.person()];
    await beat('n', [a]);
    await beat('m', [b]);
    bed.forget();
    const fresh = instance('fresh');
    // A node that has just started knows of no memory before.
    await beat('new', [], [], fresh);
    expect(await beat('n', [], [], fresh)).toBe(false);
    expect(await fresh.epochs.settled()).toBe(false);
  });

  test('is not what a first start looks like', async () => {
    const { bed, beat, where } = await start();
    const a = bed.person();
    await beat('n');
    expect(await where(a)).toEqual(['offline']);
  });
});

test('of two instances that tell of the same person at the same time, the truth is told last', async () => {
  const { bed, beat, instance } = await start();
  const a = bed.person();
  await beat('n', [a]);
  const seen = bed.watch(a);
  const { live } = bed.context;
  // What this one publishes is overtaken: the other's report comes in between.
  let meanwhile: (() => Promise<unknown>) | undefined = () => beat('m', [a]);
  const slow = openOnline({
    ...bed.context,
    cache: {
      ...bed.context.cache,
      async removeFromSets(changes) {
        const answer = await bed.context.cache.removeFromSets(changes);
        const between = meanwhile;
        meanwhile = undefined;
        await between?.();
        return answer;
      },
    },
    live,
  });
  await beat('n', [], [a], slow);
  expect(seen.map(({ online }) => online)).toEqual([true, false, true]);
  await instance().watch.stop();
});

test('no timer outlives the service', async () => {
  const { bed, online, beat } = await start();
  const before = bed.clock.pending;
  online.watch.start();
  await beat('n', [bed.person()]);
  await online.watch.stop();
  await online.journal.stop();
  expect(bed.clock.pending).toBe(before);
});
