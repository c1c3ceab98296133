import { expect, test } from 'bun:test';
import { parsePlaceSearch } from './place.ts';

test('an address keeps what makes sense', () => {
  expect(parsePlaceSearch({ panel: 'search', within: 'a', at: 12, info: true })).toEqual({
    panel: 'search',
    within: 'a',
    at: 12,
    info: true,
  });
});

test('an address loses what does not', () => {
  expect(parsePlaceSearch({ panel: 'nonsense', within: 3, at: 'x', info: 'yes', other: 1 })).toEqual({});
  expect(parsePlaceSearch({ at: -1 })).toEqual({});
  expect(parsePlaceSearch({ at: 1.5 })).toEqual({});
});
