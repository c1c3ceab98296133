import { expect, test } from 'bun:test';
import { textContentOf } from './text-content.ts';

const people = [
  { id: 'ann', displayName: 'Ann' },
  { id: 'lee', displayName: 'Ann Lee' },
];

test('blanks alone are nothing to send', () => {
  expect(textContentOf(' \n ', [])).toBeUndefined();
});

test('the text loses the blanks around it, not those within', () => {
  expect(textContentOf('  a\n\n b ', [])).toEqual({ type: 'text', text: 'a\n\n b' });
});

test('each mention is marked, the longer name first', () => {
  expect(textContentOf('@Ann Lee and @Ann', people)).toEqual({
    type: 'text',
    text: '@Ann Lee and @Ann',
    entities: [
      { type: 'mention', offset: 0, length: 8, userId: 'lee' },
      { type: 'mention', offset: 13, length: 4, userId: 'ann' },
    ],
  });
});
