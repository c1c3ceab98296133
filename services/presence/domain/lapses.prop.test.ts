import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { createLapses } from './lapses.ts';

const TTL = 10;
const step = fc.record({
  wait: fc.nat(6),
  userId: fc.constantFrom('a', 'b', 'c'),
  nodeId: fc.constantFrom('n', 'm'),
  what: fc.constantFrom('renew', 'drop', 'take'),
});

test('a voucher lapses once, exactly when it was not renewed for its time', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const lapses = createLapses(TTL);
      // The plain way: look at everybody each time.
      const model = new Map<string, number>();
      let now = 0;
      for (const { wait, userId, nodeId, what } of steps) {
        now += wait;
        const key = `${userId} ${nodeId}`;
        if (what === 'renew') {
          lapses.renew(userId, nodeId, now);
          model.set(key, now + TTL);
        } else if (what === 'drop') {
          lapses.drop(userId, nodeId);
          model.delete(key);
        } else {
          const due = [...model].filter(([, at]) => at <= now);
          for (const [lapsed] of due) model.delete(lapsed);
          const taken = lapses.take(now).map((lapse): [string, number] => [`${lapse.userId} ${lapse.nodeId}`, lapse.at]);
          expect(new Map(taken)).toEqual(new Map(due));
          expect(taken).toHaveLength(due.length);
        }
        expect(lapses.next()).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
      }
    }),
  );
});
