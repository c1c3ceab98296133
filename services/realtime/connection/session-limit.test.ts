import { expect, test } from 'bun:test';
import { MAX_PER_SESSION, surplus } from './session-limit.ts';

const ids = (...numbers: number[]) => numbers.map((n) => `0199-${String(n).padStart(4, '0')}`);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

test('as many connections as a session may have stay', () => {
  expect(surplus(ids(...upTo(MAX_PER_SESSION)), [])).toEqual(new Set());
  expect(surplus(ids(0, 2, 4, 6), ids(1, 3, 5, 7))).toEqual(new Set());
});

test('the oldest of all make way, each on its own node', () => {
  const [one, other] = [ids(0, 2, 4, 6, 8), ids(1, 3, 5, 7, 9)];
  expect(surplus(one, other)).toEqual(new Set(ids(0)));
  expect(surplus(other, one)).toEqual(new Set(ids(1)));
  expect(surplus(ids(...upTo(10)), [])).toEqual(new Set(ids(0, 1)));
});
