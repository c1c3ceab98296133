import { describe, expect, test } from 'bun:test';
import { planKeys, signingKey } from './key-rotation.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = 1_800_000_000_000;

describe('planKeys', () => {
  test('makes the first key, which signs at once', () => {
    expect(planKeys([], NOW)).toEqual({ add: NOW, drop: [] });
  });

  test('makes the next one when the last has signed for 90 days, two days before it signs', () => {
    const keys = [{ id: 'a', signsFrom: NOW }];
    expect(planKeys(keys, NOW + 90 * DAY - 1)).toEqual({ add: undefined, drop: [] });
    expect(planKeys(keys, NOW + 90 * DAY)).toEqual({ add: NOW + 92 * DAY, drop: [] });
  });

  test('drops a key only when no token of its time can be valid', () => {
    const keys = [
      { id: 'old', signsFrom: NOW - 90 * DAY },
      { id: 'new', signsFrom: NOW },
    ];
    expect(planKeys(keys, NOW + 24 * HOUR)).toEqual({ add: undefined, drop: [] });
    expect(planKeys(keys, NOW + 25 * HOUR)).toEqual({ add: undefined, drop: ['old'] });
  });
});

test('the latest of those that sign already signs', () => {
  const keys = [
    { id: 'next', signsFrom: NOW + 1 },
    { id: 'current', signsFrom: NOW },
    { id: 'old', signsFrom: NOW - 1 },
  ];
  expect(signingKey(keys, NOW)?.id).toBe('current');
  expect(signingKey(keys, NOW + 1)?.id).toBe('next');
  expect(signingKey([], NOW)).toBeUndefined();
});
