import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { nextLook } from './next-look.ts';

const MINUTE = 60_000;
const time = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });
const span = fc.integer({ min: -10_000, max: 3_600_000 });

test('what is due is looked for at its time, less than a second late, or by a tick before it is due', () => {
  fc.assert(
    fc.property(time, span, (now, inMs) => {
      const dueAt = now + inMs;
      const runAt = nextLook(dueAt, now);
      if (runAt === undefined) {
        // The next tick of the minute comes first.
        expect(dueAt - now).toBeGreaterThan(MINUTE);
        return;
      }
      expect(runAt).toBeGreaterThanOrEqual(dueAt);
      expect(runAt).toBeGreaterThan(now);
      expect(runAt - Math.max(dueAt, now)).toBeLessThanOrEqual(1_000);
    }),
  );
});

test('however much is due, there is one look a second', () => {
  fc.assert(
    fc.property(time, fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 1 }), (now, offsets) => {
      const second = Math.floor(now / 1_000) * 1_000 + 5_000;
      const looks = new Set(offsets.map((offset) => nextLook(second + 1 + offset, now)));
      expect(looks).toEqual(new Set([second + 1_000]));
    }),
  );
});
