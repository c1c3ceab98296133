import { afterAll, describe, expect, test } from 'bun:test';
import { testDatabase } from '@parley/testkit/test-database';
import { readLastSeen } from './store/last-seen.ts';
import { createPresenceBed, TTL } from './testing/presence-bed.ts';
import { createTracker } from './tracker.ts';

const database = await testDatabase();
afterAll(() => database.close());

/** A service instance of its own; `second` makes another over the same cache, bus and database. */
async function start() {
  const bed = await createPresenceBed(database);
  const tracker = createTracker(bed.context);
  const beat = (nodeId: string, online: string[], offline: string[] = []) => tracker.beat({ nodeId, online, offline });
  const lastSeen = async (userId: string) => (await readLastSeen(bed.context.db, [userId])).get(userId);
  const iso = (ms: number) => new Date(ms).toISOString();
  return { bed, beat, tracker, lastSeen, iso, second: () => createTracker(bed.context) };
}

/** What the timer started goes on behind it; `stop` waits for that. */
const settled = (tracker: { stop(): Promise<void> }) => tracker.stop();

describe('coming and going (P5)', () => {
  test('coming is told once, however often a node repeats it', async () => {
    const { bed, beat, lastSeen } = await start();
    const a = bed.person();
    const seen = bed.watch(a);
    const came = bed.clock.now();
    await beat('n', [a]);
    bed.clock.advance(20_000);
    await beat('n', [a]);
    expect(seen).toEqual([{ online: true }]);
    expect(await lastSeen(a)).toBe(came);
  });

  test('going is told with the time, and kept', async () => {
    const { bed, beat, lastSeen, iso } = await start();
    const a = bed.person();
    await beat('n', [a]);
    bed.clock.advance(5_000);
    const seen = bed.watch(a);
    await beat('n', [], [a]);
    await beat('n', [], [a]);
    expect(seen).toEqual([{ online: false, lastSeenAt: iso(bed.clock.now()) }]);
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

  test('reports that come at once are taken in their order', async () => {
    const { bed, beat } = await start();
    const a = bed.person();
    const seen = bed.watch(a);
    await Promise.all([beat('n', [a]), beat('n', [], [a]), beat('n', [a])]);
    expect(seen.map(({ online }) => online)).toEqual([true, false, true]);
  });
});

describe('nodes that fall silent', () => {
  test('their people go offline, as of the node’s last word, without anybody asking', async () => {
    const { bed, beat, tracker, lastSeen, iso } = await start();
    const [a, b] = [bed.person(), bed.person()];
    await beat('n', [a]);
    bed.clock.advance(20_000);
    const lastWord = bed.clock.now();
    await beat('n', [a]);
    await beat('m', [b]);
    const seen = bed.watch(a);
    bed.clock.advance(TTL - 1);
    await beat('m', [b]);
    expect(seen).toEqual([]);
    bed.clock.advance(1);
    await settled(tracker);
    expect(seen).toEqual([{ online: false, lastSeenAt: iso(lastWord) }]);
    expect(await lastSeen(a)).toBe(lastWord);
  });

  test('who is connected elsewhere too stays', async () => {
    const { bed, beat, tracker } = await start();
    const a = bed.person();
    await beat('n', [a]);
    bed.clock.advance(30_000);
    await beat('m', [a]);
    const seen = bed.watch(a);
    bed.clock.advance(TTL - 30_000);
    await settled(tracker);
    expect(seen).toEqual([]);
  });

  test('who is left out of a report although the node lives goes offline too', async () => {
    const { bed, beat, tracker } = await start();
    const a = bed.person();
    await beat('n', [a]);
    const seen = bed.watch(a);
    for (let i = 0; i < 3; i++) {
      bed.clock.advance(TTL / 3 + 1);
      await beat('n', []);
    }
    await settled(tracker);
    expect(seen.map(({ online }) => online)).toEqual([false]);
  });

  test('a report to another instance of this service counts', async () => {
    const { bed, beat, tracker, second } = await start();
    const a = bed.person();
    await beat('n', [a]);
    bed.clock.advance(30_000);
    const other = second();
    await other.beat({ nodeId: 'n', online: [a], offline: [] });
    const seen = bed.watch(a);
    bed.clock.advance(TTL - 30_000);
    await settled(tracker);
    expect(seen).toEqual([]);
    await other.stop();
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

  test('nobody is told offline on a guess', async () => {
    const { bed, beat, tracker } = await start();
    const a = bed.person();
    await beat('n', [a]);
    const seen = bed.watch(a);
    bed.cacheAway = true;
    bed.clock.advance(TTL);
    await settled(tracker);
    expect(seen).toEqual([]);
    expect(bed.log.at(-1)?.msg).toContain('silent');
  });
});

test('no timer outlives the service', async () => {
  const { bed, beat, tracker } = await start();
  await beat('n', [bed.person()]);
  const before = bed.clock.pending;
  await tracker.stop();
  expect(bed.clock.pending).toBe(before - 1);
});
