import { expect, test } from 'bun:test';
import { mentionAt } from './mention-query.ts';

test('a mention is what follows an @ that starts a word', () => {
  expect(mentionAt('hi @an', 6)).toEqual({ start: 3, query: 'an' });
  expect(mentionAt('@', 1)).toEqual({ start: 0, query: '' });
  expect(mentionAt('@ليلى', 5)).toEqual({ start: 0, query: 'ليلى' });
});

test('only up to the caret', () => {
  expect(mentionAt('@anna', 3)).toEqual({ start: 0, query: 'an' });
});

test('mail addresses and finished words are no mentions', () => {
  expect(mentionAt('mail me@home', 12)).toBeUndefined();
  expect(mentionAt('@ann said', 9)).toBeUndefined();
});
