import { describe, expect, test } from 'bun:test';
import type { FinalRecord, HistoryRecord } from '../history/records.ts';
import { check } from './check.ts';
import { goodHistory } from './testing/good-history.ts';
import type { Rule } from './violation.ts';

async function rulesBroken(history: readonly HistoryRecord[]): Promise<Rule[]> {
  return [...new Set((await check(history)).violations.map(({ rule }) => rule))].sort();
}

/** The good history with what `change` makes of each record: another, several, or none. */
function spoilt(change: (record: HistoryRecord) => HistoryRecord | readonly HistoryRecord[]): HistoryRecord[] {
  return goodHistory().flatMap(change);
}

/** Everyone's last look, changed alike: what the server itself has. */
const everywhere = (items: (items: FinalRecord['items']) => FinalRecord['items']) =>
  spoilt((record) => (record.k === 'final' ? { ...record, items: items(record.items) } : record));

describe('the checker', () => {
  test('finds nothing wrong where everything went well, an event that came twice included', async () => {
    const verdict = await check(goodHistory());
    expect(verdict.violations).toEqual([]);
    expect(verdict.figures).toMatchObject({ offered: 10, acknowledged: 10, stored: 10, events: 3, eventsAgain: 1, devices: 4 });
    expect(verdict.recoveries).toEqual([
      { fault: 0, what: 'kill it', lastedMs: 200, acknowledgedMeanwhile: 2, sendersMs: 0, devicesMs: 0 },
    ]);
  });

  test('catches an acknowledged message that is gone from the middle', async () => {
    expect(await rulesBroken(everywhere((items) => items.filter(([seq]) => seq !== 5)))).toContain('lost');
  });

  test('catches an acknowledged message that is gone from the end, where no gap tells', async () => {
    expect(await rulesBroken(everywhere((items) => items.slice(0, -1)))).toEqual(['event', 'lost', 'order']);
  });

  test('catches a loss that was closed up again', async () => {
    const closedUp = everywhere((items) =>
      items.filter(([seq]) => seq !== 5).map(([, m, id], index) => [index + 1, m, id] as const),
    );
    expect(await rulesBroken(closedUp)).toContain('lost');
  });

  test('catches a message that is there twice', async () => {
    expect(await rulesBroken(everywhere((items) => [...items, [11, '0.0', 'id-again']]))).toContain('doubled');
  });

  test('catches one that is there twice and was never acknowledged', async () => {
    const twice: FinalRecord['items'] = [
      [11, '1.77', 'id-a'],
      [12, '1.77', 'id-b'],
    ];
    const history = everywhere((items) => [...items, ...twice]);
    expect(await rulesBroken([...history, { k: 'offer', at: 1_500, m: '1.77', chat: 0 }])).toContain('doubled');
  });

  test('catches an acknowledgement with another number than the message has', async () => {
    expect(
      await rulesBroken(spoilt((record) => (record.k === 'ack' && record.m === '0.3' ? { ...record, seq: 9 } : record))),
    ).toContain('lost');
  });

  test('catches a gap in the numbers', async () => {
    expect(await rulesBroken(everywhere((items) => items.map(([seq, m, id]) => [seq > 6 ? seq + 1 : seq, m, id])))).toContain(
      'gap',
    );
  });

  test('catches two devices that were given another order', async () => {
    const swapped = (seq: number): number => (seq === 3 ? 4 : seq === 4 ? 3 : seq);
    const history = spoilt((record) =>
      record.k === 'got' && record.device === 2 ? { ...record, seq: swapped(record.seq) } : record,
    );
    expect(await rulesBroken(history)).toContain('order');
  });

  test('catches an application that is told the right things in the wrong order', async () => {
    const history = goodHistory();
    const of = (seq: number): number =>
      history.findIndex((record) => record.k === 'got' && record.device === 3 && record.seq === seq);
    const [third, fourth] = [of(3), of(4)];
    [history[third], history[fourth]] = [history[fourth] as HistoryRecord, history[third] as HistoryRecord];
    expect(await rulesBroken(history)).toEqual(['order']);
  });

  test('catches an application that is told something twice', async () => {
    const history = spoilt((record) =>
      record.k === 'got' && record.device === 3 && record.seq === 3 ? [record, record] : record,
    );
    expect(await rulesBroken(history)).toEqual(['order']);
  });

  test('takes a frame that came twice to a socket for what it is', async () => {
    expect(
      await rulesBroken(spoilt((record) => (record.k === 'got' && record.device === 1 ? [record, record] : record))),
    ).toEqual([]);
  });

  test('catches a store that lacks a message', async () => {
    const history = spoilt((record) =>
      record.k === 'final' && record.device === 3 ? { ...record, items: record.items.filter(([seq]) => seq !== 2) } : record,
    );
    expect(await rulesBroken(history)).toEqual(['diverged']);
  });

  test('catches a member who sees less by the API than another', async () => {
    const history = spoilt((record) =>
      record.k === 'final' && record.person === 2 ? { ...record, items: record.items.slice(0, -1) } : record,
    );
    expect(await rulesBroken(history)).toEqual(['diverged']);
  });

  test('catches a device that got what it missed too late', async () => {
    const history = spoilt((record) =>
      record.k === 'got' && record.device === 2 && record.seq === 5 ? { ...record, at: 1_610 + 10_001 } : record,
    );
    expect(await rulesBroken(history)).toEqual(['late']);
    expect((await check(history)).recoveries[0]?.devicesMs).toBe(10_001);
  });

  test('lets a device take until the last moment', async () => {
    const history = spoilt((record) =>
      record.k === 'got' && record.device === 2 && record.seq === 5 ? { ...record, at: 1_610 + 10_000 } : record,
    );
    expect(await rulesBroken(history)).toEqual([]);
  });

  test('catches a device that never got something', async () => {
    const history = spoilt((record) => (record.k === 'got' && record.device === 2 && record.seq === 5 ? [] : record));
    expect(await rulesBroken(history)).toEqual(['late']);
  });

  test('catches a sender that waits too long, and one that waits for ever', async () => {
    const late = spoilt((record) => (record.k === 'ack' && record.m === '0.6' ? { ...record, at: 20_000 } : record));
    expect(await rulesBroken(late)).toEqual(['late']);
    const never = [...goodHistory(), { k: 'offer', at: 1_500, m: '2.99', chat: 0 } as const];
    expect(await rulesBroken(never)).toEqual(['late', 'unsettled']);
  });

  test('catches a refused message that is there all the same', async () => {
    expect(
      await rulesBroken(
        spoilt((record) =>
          record.k === 'ack' && record.m === '0.3' ? { k: 'refusal', at: record.at, m: '0.3', code: 'x' } : record,
        ),
      ),
    ).toContain('invented');
  });

  test('catches a message that nobody sent', async () => {
    expect(await rulesBroken(everywhere((items) => [...items, [11, '1.500', 'id-x']]))).toContain('invented');
  });

  describe('of somebody who was removed', () => {
    const removed = { k: 'removed', at: 1_450, chat: 0, person: 2 } as const;
    /** What person 2 may still have: offers up to 1,400 ms. */
    const proper = (): HistoryRecord[] => [
      ...spoilt((record) => {
        if (record.k === 'got' && record.device === 2 && record.seq > 5) return [];
        if (record.k === 'final' && record.person === 2) return { ...record, items: record.items.filter(([seq]) => seq <= 5) };
        if ((record.k === 'offer' || record.k === 'ack') && (record.m === '2.5' || record.m === '2.8')) return [];
        return record;
      }).map((record) => {
        if (record.k !== 'final' && record.k !== 'got') return record;
        // Their later messages were somebody else's then.
        const rename = (m: string): string => (m === '2.5' || m === '2.8' ? `1.${m}` : m);
        if (record.k === 'got') return { ...record, m: rename(record.m) };
        return { ...record, items: record.items.map(([seq, m, id]) => [seq, rename(m), id] as const) };
      }),
      removed,
    ];

    test('finds nothing wrong where they get nothing more', async () => {
      expect(await rulesBroken(proper())).toEqual([]);
    });

    test('catches a later message on their device', async () => {
      const leak: HistoryRecord = { k: 'got', at: 1_700, device: 2, chat: 0, seq: 7, m: '0.6', how: 'live' };
      expect(await rulesBroken([...proper(), leak])).toEqual(['removed']);
    });

    test('catches a later message that they can ask for', async () => {
      const history = proper().map((record) =>
        record.k === 'final' && record.person === 2
          ? { ...record, items: [...record.items, [7, '0.6', 'id-0.6'] as const] }
          : record,
      );
      expect(await rulesBroken(history)).toEqual(['removed']);
    });

    test('catches a message of theirs that was taken', async () => {
      const items = (record: FinalRecord): FinalRecord['items'] => [...record.items, [11, '2.50', 'id-2.50']];
      const history = proper().map((record) =>
        record.k === 'final' && record.person !== 2 ? { ...record, items: items(record) } : record,
      );
      const offer: HistoryRecord = { k: 'offer', at: 1_500, m: '2.50', chat: 0 };
      const ack: HistoryRecord = { k: 'ack', at: 1_510, m: '2.50', device: 2, chat: 0, seq: 11 };
      expect(await rulesBroken([...history, offer, ack])).toContain('removed');
    });
  });

  test('catches an event that never came', async () => {
    expect(await rulesBroken(spoilt((record) => (record.k === 'event' && record.id === 'event-0' ? [] : record)))).toEqual([
      'event',
    ]);
  });

  test('catches an effect that happened twice', async () => {
    expect(await rulesBroken(spoilt((record) => (record.k === 'effect' ? { ...record, count: 16 } : record)))).toEqual(['event']);
  });

  test('catches what the SDK should have hidden, when it should', async () => {
    const trouble = { k: 'trouble', at: 1_500, device: 3, what: 'chats.get: no answer' } as const;
    const quiet = spoilt((record) => (record.k === 'run' ? { ...record, quiet: true } : record));
    expect(await rulesBroken([...goodHistory(), { ...trouble, never: false }])).toEqual([]);
    expect(await rulesBroken([...quiet, { ...trouble, never: false }])).toEqual(['trouble']);
    expect(await rulesBroken([...goodHistory(), { ...trouble, never: true }])).toEqual(['trouble']);
  });

  test('takes a history that is cut short for no proof', async () => {
    expect(await rulesBroken([])).toEqual(['vacuous']);
    for (const who of ['harness', 'load', 'consumer'])
      expect(await rulesBroken(spoilt((record) => (record.k === 'done' && record.who === who ? [] : record)))).toEqual([
        'vacuous',
      ]);
    expect(await rulesBroken(spoilt((record) => (record.k === 'fault' && record.phase === 'ended' ? [] : record)))).toEqual([
      'late',
    ]);
  });
});
