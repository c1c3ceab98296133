import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { Cache } from './cache.ts';

/** An empty cache, and how to let time pass for it: a clock of the test's, or real waiting where the engine keeps the time. */
export interface CacheSetup {
  readonly cache: Cache;
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What every adapter of the cache must do. Times are chosen so that an engine with real time is quick, and never on the edge. */
export function cacheConformance(name: string, open: () => Promise<CacheSetup>): void {
  describe(`cache: ${name}`, () => {
    let setup: CacheSetup;
    let cache: Cache;
    beforeEach(async () => {
      setup = await open();
      cache = setup.cache;
    });
    afterEach(() => setup.close());

    const LONG = 60_000;

    test('a value is there until its time is over, and can be replaced', async () => {
      expect(await cache.get('k')).toBeUndefined();
      await cache.set('k', 'čau 👋', 100);
      expect(await cache.get('k')).toBe('čau 👋');
      await setup.pass(150);
      expect(await cache.get('k')).toBeUndefined();
      await cache.set('k', '1', 100);
      await cache.set('k', '', LONG);
      await setup.pass(150);
      expect(await cache.get('k')).toBe('');
    });

    test('many at once, in the order asked for, with holes', async () => {
      await cache.setMany(
        [
          { key: 'a', value: '1' },
          { key: 'b', value: '2' },
        ],
        100,
      );
      expect(await cache.getMany(['b', 'x', 'a', 'b'])).toEqual(['2', undefined, '1', '2']);
      expect(await cache.getMany([])).toEqual([]);
      await cache.setMany([], 100);
      await setup.pass(150);
      expect(await cache.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    });

    test('deleting takes what is there and minds nothing else', async () => {
      await cache.set('a', '1', LONG);
      await cache.set('b', '2', LONG);
      await cache.delete(['a', 'x']);
      await cache.delete([]);
      expect(await cache.getMany(['a', 'b'])).toEqual([undefined, '2']);
    });

    test('only one of many sets an absent key', async () => {
      const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => cache.setIfAbsent('k', String(n), 100)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      expect(await cache.get('k')).toBe(String(outcomes.indexOf(true)));
      await setup.pass(150);
      expect(await cache.setIfAbsent('k', 'again', LONG)).toBe(true);
    });

    test('counts lose no addition, and their life starts with the first', async () => {
      const values = await Promise.all(Array.from({ length: 50 }, () => cache.increment('n', 1, 200)));
      expect(new Set(values)).toEqual(new Set(Array.from({ length: 50 }, (_, n) => n + 1)));
      expect(await cache.increment('n', -10, LONG)).toBe(40);
      expect(await cache.get('n')).toBe('40');
      await setup.pass(250);
      expect(await cache.increment('n', 5, LONG)).toBe(5);
    });

    test('a limit lets the burst pass at once, then the rate, and says how long to wait', async () => {
      const rule = { perSecond: 5, burst: 3 };
      const verdicts = await Promise.all(Array.from({ length: 5 }, () => cache.limit('l', rule)));
      expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(3);
      const refused = verdicts.find(({ allowed }) => !allowed);
      expect(refused?.retryAfterMs).toBeGreaterThan(0);
      expect(refused?.retryAfterMs).toBeLessThanOrEqual(200);
      expect(verdicts.filter(({ allowed }) => allowed).every(({ retryAfterMs }) => retryAfterMs === 0)).toBe(true);
      await setup.pass(220);
      expect((await cache.limit('l', rule)).allowed).toBe(true);
      expect((await cache.limit('l', rule)).allowed).toBe(false);
      expect((await cache.limit('other', rule)).allowed).toBe(true);
    });

    test('a refused try costs nothing, a heavy one costs its weight', async () => {
      const rule = { perSecond: 1, burst: 10 };
      expect((await cache.limit('l', rule, 8)).allowed).toBe(true);
      const refused = await cache.limit('l', rule, 5);
      expect(refused.allowed).toBe(false);
      expect(refused.retryAfterMs).toBeGreaterThan(2_000);
      expect(refused.retryAfterMs).toBeLessThanOrEqual(3_000);
      expect((await cache.limit('l', rule, 2)).allowed).toBe(true);
    });

    test('a try heavier than the burst is never allowed', async () => {
      const verdict = await cache.limit('l', { perSecond: 1, burst: 2 }, 3);
      expect(verdict).toEqual({ allowed: false, retryAfterMs: Number.POSITIVE_INFINITY });
    });

    test('what is there is renewed, what is not stays away', async () => {
      expect(await cache.renew('k', LONG)).toBe(false);
      expect(await cache.get('k')).toBeUndefined();
      await cache.set('k', 'v', 100);
      expect(await cache.renew('k', LONG)).toBe(true);
      await setup.pass(150);
      expect(await cache.get('k')).toBe('v');
      expect(await cache.renew('k', 100)).toBe(true);
      await setup.pass(150);
      expect(await cache.renew('k', LONG)).toBe(false);
    });

    test('sets tell who came first and who went last', async () => {
      const add = (key: string, ...members: string[]) => cache.addToSets([{ key, members }], LONG);
      const remove = (key: string, ...members: string[]) => cache.removeFromSets([{ key, members }]);
      expect(await add('s', 'a', 'b')).toEqual([true]);
      expect(await add('s', 'b', 'c')).toEqual([false]);
      expect(sorted(await cache.membersOf(['s', 'none', 's']))).toEqual([['a', 'b', 'c'], [], ['a', 'b', 'c']]);
      expect(await remove('s', 'a', 'x')).toEqual([false]);
      expect(await remove('s', 'b', 'c')).toEqual([true]);
      expect(await remove('s', 'b', 'c')).toEqual([false]);
      expect(await remove('none', 'a')).toEqual([false]);
      expect(await add('s', 'a')).toEqual([true]);
    });

    test('of many at once one is the first and one the last, whatever they add', async () => {
      const names = Array.from({ length: 20 }, (_, n) => `m${n}`);
      const added = await Promise.all(names.map((name) => cache.addToSets([{ key: 's', members: [name] }], LONG)));
      expect(added.flat().filter(Boolean)).toHaveLength(1);
      const removed = await Promise.all(names.map((name) => cache.removeFromSets([{ key: 's', members: [name] }])));
      expect(removed.flat().filter(Boolean)).toHaveLength(1);
    });

    test('several sets at once, in the order asked for; none is no work', async () => {
      await cache.addToSets([{ key: 'b', members: ['1'] }], LONG);
      const change = (key: string) => ({ key, members: ['1'] });
      expect(await cache.addToSets([change('a'), change('b'), change('c')], LONG)).toEqual([true, false, true]);
      expect(await cache.removeFromSets([change('c'), change('x'), change('a')])).toEqual([true, false, true]);
      expect(await cache.addToSets([], LONG)).toEqual([]);
      expect(await cache.removeFromSets([])).toEqual([]);
      expect(await cache.membersOf([])).toEqual([]);
    });

    test('a set lives on with each addition, and ends whole', async () => {
      await cache.addToSets([{ key: 's', members: ['a'] }], 100);
      await cache.addToSets([{ key: 's', members: ['b'] }], LONG);
      await setup.pass(150);
      expect(sorted(await cache.membersOf(['s']))).toEqual([['a', 'b']]);
      await cache.addToSets([{ key: 's', members: ['c'] }], 100);
      await setup.pass(150);
      expect(await cache.membersOf(['s'])).toEqual([[]]);
      expect(await cache.addToSets([{ key: 's', members: ['a'] }], LONG)).toEqual([true]);
    });

    test('a large set comes whole or in part', async () => {
      const members = Array.from({ length: 5_000 }, (_, n) => `m${n}`);
      await cache.addToSets([{ key: 's', members }], LONG);
      expect(new Set((await cache.membersOf(['s']))[0])).toEqual(new Set(members));
      const [some = []] = await cache.membersOf(['s'], 100);
      expect(new Set(some).size).toBe(100);
      expect(await cache.removeFromSets([{ key: 's', members: members.slice(1) }])).toEqual([false]);
      expect(await cache.membersOf(['s'], 100)).toEqual([['m0']]);
    });
  });
}

const sorted = (sets: readonly string[][]): string[][] => sets.map((members) => members.toSorted());
