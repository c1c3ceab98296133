import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { decideLimit } from './gcra.ts';

const rules = fc.record({ perSecond: fc.integer({ min: 1, max: 1_000 }), burst: fc.integer({ min: 1, max: 100 }) });

test('in any stretch of time no more passes than the burst and the rate allow, and a wait that was told suffices', () => {
  fc.assert(
    fc.property(rules, fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 200 }), (rule, gaps) => {
      let now = 1_700_000_000_000;
      let arrival: number | undefined;
      const passed: number[] = [];
      for (const gap of gaps) {
        now += gap;
        const { verdict, arrival: next } = decideLimit(arrival, rule, 1, now);
        if (verdict.allowed) passed.push(now);
        else expect(decideLimit(arrival, rule, 1, now + verdict.retryAfterMs).verdict.allowed).toBe(true);
        arrival = next;
      }
      for (const [start, from] of passed.entries()) {
        for (const [end, to] of passed.entries()) {
          if (end < start) continue;
          // Half a cell of slack for rounding of the floating point times.
          expect(end - start + 1).toBeLessThanOrEqual(rule.burst + ((to - from) / 1000) * rule.perSecond + 0.5);
        }
      }
    }),
    { numRuns: 50 },
  );
});
