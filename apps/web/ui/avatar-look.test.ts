import { expect, test } from 'bun:test';
import { hueCount, hueOf, initialsOf } from './avatar-look.ts';

test('initials are the first letters of the first and last words', () => {
  expect(initialsOf('Ada Lovelace')).toBe('AL');
  expect(initialsOf('  ada  byron  lovelace ')).toBe('AL');
  expect(initialsOf('Ada')).toBe('A');
  expect(initialsOf('')).toBe('');
});

test('initials keep whole graphemes of any script', () => {
  expect(initialsOf('👩‍🚀 Crew')).toBe('👩‍🚀C');
  expect(initialsOf('ليلى حداد')).toBe('لح');
});

test('the colour of an id is stable and within range', () => {
  expect(hueOf('0190c0de-0000-7000-8000-000000000001')).toBe(hueOf('0190c0de-0000-7000-8000-000000000001'));
  const seen = new Set(Array.from({ length: 200 }, (_, index) => hueOf(`user-${index}`)));
  expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: hueCount }, (_, index) => index));
});
