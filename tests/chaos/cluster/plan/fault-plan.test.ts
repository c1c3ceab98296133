import { expect, test } from 'bun:test';
import { describeFault } from './fault.ts';
import { planFaults } from './fault-plan.ts';

const nodes = [
  { name: 'message-1', kind: 'target' },
  { name: 'message-2', kind: 'target' },
  { name: 'postgres', kind: 'engine' },
] as const;
const links = [{ name: 'message-1→postgres' }];

function take(seed: number, count: number): string[] {
  const plan = planFaults({ seed, nodes, links });
  return Array.from({ length: count }, () => {
    const { quietMs, fault } = plan.next().value;
    return `${quietMs} ${describeFault(fault)}`;
  });
}

test('is the same for the same seed, and another for another', () => {
  expect(take(7, 30)).toEqual(take(7, 30));
  expect(take(7, 30)).not.toEqual(take(8, 30));
});

test('does everything to everything once before it does anything again', () => {
  const deck = 3 + 3 + 4 + 1 + 1;
  const what = take(3, deck).map((line) => line.replaceAll(/\d+ ms/g, '').replace(/^\d+ /, ''));
  expect(new Set(what).size).toBe(deck);
});

test('does only what it is asked to', () => {
  const plan = planFaults({ seed: 1, nodes, links, kinds: ['pause'] });
  expect(new Set(Array.from({ length: 9 }, () => plan.next().value.fault.kind))).toEqual(new Set(['pause']));
  expect(() => planFaults({ seed: 1, nodes: [], links: [], kinds: ['pause'] }).next()).toThrow('nothing to break');
});
