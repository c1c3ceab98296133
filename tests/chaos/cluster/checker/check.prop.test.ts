import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { HistoryRecord } from '../history/records.ts';
import { check } from './check.ts';
import { goodHistory } from './testing/good-history.ts';

const SIZE = 12;
const seqs = fc.integer({ min: 1, max: SIZE });

const violations = async (history: readonly HistoryRecord[]): Promise<number> => (await check(history)).violations.length;

test('any one message taken away from the server is noticed, wherever it was', async () => {
  await fc.assert(
    fc.asyncProperty(seqs, fc.boolean(), async (lost, closeUp) => {
      const history = goodHistory(SIZE).map((record) => {
        if (record.k !== 'final') return record;
        const left = record.items.filter(([seq]) => seq !== lost);
        return { ...record, items: closeUp ? left.map(([, m, id], index) => [index + 1, m, id] as const) : left };
      });
      expect(await violations(history)).toBeGreaterThan(0);
    }),
  );
});

test('any two messages exchanged on any one device are noticed', async () => {
  await fc.assert(
    fc.asyncProperty(seqs, seqs, fc.integer({ min: 0, max: 3 }), async (one, other, device) => {
      fc.pre(one !== other);
      const exchanged = new Map([
        [one, other],
        [other, one],
      ]);
      let changed = false;
      const history = goodHistory(SIZE).map((record) => {
        if (record.k !== 'got' || record.device !== device) return record;
        const seq = exchanged.get(record.seq) ?? record.seq;
        changed ||= seq !== record.seq;
        return { ...record, seq };
      });
      expect((await violations(history)) > 0).toBe(changed);
    }),
  );
});

test('the order in which the files are read doesn’t matter', async () => {
  const isDelivery = (record: HistoryRecord): boolean => record.k === 'got' || record.k === 'fault';
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(
        goodHistory(SIZE).filter((record) => !isDelivery(record)),
        { minLength: 0 },
      ),
      async (some) => {
        const all = goodHistory(SIZE);
        const rest = all.filter((record) => !isDelivery(record) && !some.some((other) => Bun.deepEquals(other, record)));
        expect(await violations([...some, ...rest, ...all.filter(isDelivery)])).toBe(0);
      },
    ),
  );
});

test('any one record but a repetition left out is noticed', async () => {
  const good = goodHistory(SIZE);
  const repeated = good.filter((record) => record.k === 'event' && record.id === 'event-1');
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: good.length - 1 }), async (index) => {
      const left = good[index] as HistoryRecord;
      // A delivery that no fault waits for, a fault as a whole, and what one of several people saw may be absent.
      fc.pre(!repeated.includes(left) && left.k !== 'got' && left.k !== 'fault' && left.k !== 'final' && left.k !== 'device');
      expect(await violations(good.filter((_, other) => other !== index))).toBeGreaterThan(0);
    }),
  );
});
