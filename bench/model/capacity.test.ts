import { expect, test } from 'bun:test';
import { loadOf, RESOURCES, type Size, usesOf } from './capacity.ts';
import { COSTS } from './costs.ts';
import { REMEDIES, SIZES } from './sizes.ts';
import { ASSUMED } from './workload.ts';

test('the shares of the assumed chats add up to all messages', () => {
  expect(ASSUMED.chats.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test('every step is larger than the one before, and names what runs out first, with a remedy', () => {
  expect(SIZES.map(({ connections }) => connections)).toEqual(
    SIZES.map(({ connections }) => connections).toSorted((a, b) => a - b),
  );
  for (const size of SIZES) {
    const uses = usesOf(size, ASSUMED, COSTS);
    expect(uses.map(({ resource }) => resource).toSorted()).toEqual([...RESOURCES].toSorted());
    expect(uses.every(({ share }) => Number.isFinite(share) && share >= 0)).toBe(true);
    expect(REMEDIES[uses[0]?.resource ?? 'CPU of NATS']).not.toBe('');
  }
});

test('twice the people send twice the messages', () => {
  const size: Size = { name: 'some', nodes: 10, connections: 100_000 };
  const [once, twice] = [size, { ...size, connections: 200_000 }].map((each) => loadOf(each, ASSUMED, COSTS));
  expect((twice?.messagesPerSecond ?? 0) / (once?.messagesPerSecond ?? 1)).toBeCloseTo(2);
});

test('a hop that costs more is used more', () => {
  const [size] = SIZES.slice(-1);
  if (size === undefined) throw new Error('there are sizes');
  const dear = { ...COSTS, cpuMicrosecondsPerDirectMessage: { ...COSTS.cpuMicrosecondsPerDirectMessage, postgres: 1e6 } };
  expect(usesOf(size, ASSUMED, dear)[0]?.resource).toBe('CPU of one PostgreSQL primary');
});
