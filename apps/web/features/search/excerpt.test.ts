import { expect, test } from 'bun:test';
import { excerpt } from './excerpt.ts';

test('marks are cut out and nothing is lost', () => {
  expect(
    excerpt('one two three', [
      { offset: 8, length: 5 },
      { offset: 0, length: 3 },
    ]),
  ).toEqual([
    { text: 'one', marked: true },
    { text: ' two ', marked: false },
    { text: 'three', marked: true },
  ]);
});

test('a mark far into a text comes into sight, at the start of a word', () => {
  const text = `${'word '.repeat(20)}needle in the hay`;
  const parts = excerpt(text, [{ offset: 100, length: 6 }]);
  expect(parts[0]).toEqual({ text: '… ', marked: false });
  expect(parts[1]?.text.startsWith('word ')).toBe(true);
  expect(parts[1]?.text.length).toBeLessThanOrEqual(32);
  expect(parts[2]).toEqual({ text: 'needle', marked: true });
});

test('marks outside of the text, or over one another, are left out', () => {
  expect(excerpt('abc', [{ offset: 2, length: 9 }])).toEqual([{ text: 'abc', marked: false }]);
  expect(
    excerpt('abcd', [
      { offset: 0, length: 3 },
      { offset: 1, length: 2 },
    ]),
  ).toEqual([
    { text: 'abc', marked: true },
    { text: 'd', marked: false },
  ]);
});
