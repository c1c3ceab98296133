import { expect, test } from 'bun:test';
import { isEmojiOnly, textParts } from './text-parts.ts';

test('addresses become links, without the punctuation of the sentence around them', () => {
  expect(textParts('See (https://example.org/a?b=c). Or www.example.com!')).toEqual([
    { kind: 'plain', text: 'See (' },
    { kind: 'link', text: 'https://example.org/a?b=c', url: 'https://example.org/a?b=c' },
    { kind: 'plain', text: '). Or ' },
    { kind: 'link', text: 'www.example.com', url: 'https://www.example.com' },
    { kind: 'plain', text: '!' },
  ]);
});

test('entities style their stretch', () => {
  expect(
    textParts('Hi @Ada, now', [
      { type: 'mention', offset: 3, length: 4, userId: 'u1' },
      { type: 'bold', offset: 9, length: 3 },
    ]),
  ).toEqual([
    { kind: 'plain', text: 'Hi ' },
    { kind: 'mention', text: '@Ada', userId: 'u1' },
    { kind: 'plain', text: ', ' },
    { kind: 'style', text: 'now', style: 'bold' },
  ]);
});

test('a link that is not a web address stays text', () => {
  expect(textParts('click', [{ type: 'link', offset: 0, length: 5, url: 'javascript:alert(1)' }])).toEqual([
    { kind: 'plain', text: 'click' },
  ]);
});

test('entities that overlap or lie outside are left out, and no text is lost', () => {
  const text = 'abcdef';
  const parts = textParts(text, [
    { type: 'bold', offset: 0, length: 4 },
    { type: 'italic', offset: 2, length: 3 },
    { type: 'code', offset: 5, length: 9 },
    { type: 'bold', offset: -3, length: 2 },
  ]);
  expect(parts).toEqual([
    { kind: 'style', text: 'abcd', style: 'bold' },
    { kind: 'plain', text: 'ef' },
  ]);
});

test('one to three emoji are large, more or with words are not', () => {
  expect(isEmojiOnly('🎉')).toBe(true);
  expect(isEmojiOnly(' 👩‍👩‍👧 🏳️‍🌈 ❤️ ')).toBe(true);
  expect(isEmojiOnly('🎉🎉🎉🎉')).toBe(false);
  expect(isEmojiOnly('ok 🎉')).toBe(false);
  expect(isEmojiOnly('12')).toBe(false);
});
