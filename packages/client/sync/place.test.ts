import { expect, test } from 'bun:test';
import { place } from './place.ts';

test.each([
  [0, 1, 'next'],
  [7, 8, 'next'],
  [7, 7, 'known'],
  [7, 1, 'known'],
  [7, 9, 'ahead'],
] as const)('after %d, %d is %s', (last, incoming, placement) => {
  expect(place(last, incoming)).toBe(placement);
});
