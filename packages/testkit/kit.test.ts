import { expect, test } from 'bun:test';
import { manualClock } from './manual-clock.ts';
import { seededIds, seededRandom } from './seeded-ids.ts';
import { testLogger } from './test-logger.ts';

test('tasks run at their own time, in order, those they schedule included', () => {
  const clock = manualClock(1_000);
  const seen: [string, number][] = [];
  const note = (name: string) => () => void seen.push([name, clock.now()]);
  clock.schedule(30, note('late'));
  clock.schedule(10, () => {
    note('early')();
    clock.schedule(5, note('nested'));
  });
  const cancel = clock.schedule(20, note('cancelled'));
  clock.schedule(30, note('later'));
  cancel();
  clock.advance(15);
  expect(seen).toEqual([
    ['early', 1_010],
    ['nested', 1_015],
  ]);
  clock.advance(100);
  expect(seen.slice(2)).toEqual([
    ['late', 1_030],
    ['later', 1_030],
  ]);
  expect([clock.now(), clock.pending]).toEqual([1_115, 0]);
});

test('ids are valid, ordered, and the same for the same seed', () => {
  const make = (seed: number): string[] => {
    const ids = seededIds(seed);
    return Array.from({ length: 100 }, () => ids.uuid());
  };
  const made = make(1);
  expect(made).toEqual(make(1));
  expect(made).not.toEqual(make(2));
  expect(made.toSorted()).toEqual(made);
  for (const id of made) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(seededIds(3).bytes(5)).toHaveLength(5);
});

test('random numbers spread over their range', () => {
  const random = seededRandom(7);
  const buckets = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 10_000; n++) {
    const at = Math.floor(random() * 10);
    buckets[at] = (buckets[at] ?? 0) + 1;
  }
  for (const count of buckets) expect(Math.abs(count - 1_000)).toBeLessThan(200);
});

test('log lines can be looked at', () => {
  const { logger, lines } = testLogger();
  logger.child({ part: 'x' }).warn({ n: 1 }, 'hello');
  expect(lines).toMatchObject([{ part: 'x', n: 1, msg: 'hello', level: 40 }]);
});
