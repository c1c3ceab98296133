import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { createShortMemory } from './short-memory.ts';

const TTL = 10;
const MAX = 3;
const step = fc.record({ wait: fc.nat(5), key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), what: fc.constantFrom('set', 'get', 'delete', 'clear') });

test('answers what was set last, no longer than its time, and never holds more than allowed', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const memory = createShortMemory<number>(TTL, MAX);
      let model: { key: string; value: number; until: number }[] = [];
      let now = 0;
      steps.forEach(({ wait, key, what }, value) => {
        now += wait;
        if (what === 'set') {
          memory.set(key, value, now);
          model = [...model.filter((entry) => entry.key !== key), { key, value, until: now + TTL }].slice(-MAX);
        } else if (what === 'delete') {
          memory.delete(key);
          model = model.filter((entry) => entry.key !== key);
        } else if (what === 'clear') {
          memory.clear();
          model = [];
        } else {
          const expected = model.find((entry) => entry.key === key && entry.until > now)?.value;
          expect(memory.get(key, now)).toBe(expected as number);
        }
        expect(memory.size).toBeLessThanOrEqual(MAX);
      });
    }),
  );
});
