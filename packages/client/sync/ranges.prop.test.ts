import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Range } from '../store/records.ts';
import { cover, rangeAt } from './ranges.ts';

const stretch = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 12 }))
  .map(([from, length]): Range => [from, from + length]);

test('what is covered is exactly what was added, in as few stretches as can be', () => {
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 20 }), (added) => {
      const ranges = added.reduce<readonly Range[]>((covered, [from, to]) => cover(covered, from, to), []);
      for (let seq = 0; seq <= 80; seq++) {
        expect(rangeAt(ranges, seq) !== undefined).toBe(added.some(([from, to]) => from <= seq && seq <= to));
      }
      const gaps = ranges.slice(1).map(([from], index) => from - (ranges[index]?.[1] ?? from));
      expect(gaps.every((gap) => gap > 1)).toBe(true);
    }),
  );
});

test('an empty stretch adds nothing', () => {
  expect(cover([[1, 2]], 5, 4)).toEqual([[1, 2]]);
});
