import { describe, expect, test } from 'bun:test';
import type { Content } from './content.ts';
import { mentionsOf, previewText, searchableText } from './content-text.ts';

const A = '0198c0de-0000-7000-8000-00000000000a';
const B = '0198c0de-0000-7000-8000-00000000000b';
const image: Content = { type: 'image', mediaId: A, caption: 'The  sea', filename: 'DSC1.jpg' };
const poll: Content = { type: 'poll', question: 'Where?', options: ['Here', 'There'] };

describe('searchableText', () => {
  test.each<[Content, string]>([
    [{ type: 'text', text: 'hello' }, 'hello'],
    [image, 'The  sea\nDSC1.jpg'],
    [poll, 'Where?\nHere\nThere'],
    [{ type: 'contact', name: 'Ann', phones: ['+491234'] }, 'Ann\n+491234'],
    [{ type: 'system', event: 'group.title', title: 'New' }, ''],
  ])('%j', (content, expected) => {
    expect(searchableText(content)).toBe(expected);
  });
});

describe('previewText', () => {
  test('is one line', () => {
    expect(previewText({ type: 'text', text: 'a\n\n b\t c ' })).toBe('a b c');
    expect(previewText(image)).toBe('The sea');
    expect(previewText(poll)).toBe('Where?');
  });

  test('is cut without halving a character', () => {
    expect(previewText({ type: 'text', text: 'x'.repeat(200) })).toBe(`${'x'.repeat(120)}…`);
    expect(previewText({ type: 'text', text: `${'x'.repeat(119)}😀😀` })).toBe(`${'x'.repeat(119)}…`);
  });
});

test('mentionsOf names each person once, in the order of the text', () => {
  const mention = (userId: string, offset: number) => ({ type: 'mention', offset, length: 1, userId }) as const;
  const entities = [mention(B, 0), { type: 'bold', offset: 0, length: 1 } as const, mention(A, 1), mention(B, 2)];
  expect(mentionsOf({ type: 'text', text: 'bab', entities })).toEqual([B, A]);
  expect(mentionsOf({ type: 'text', text: 'bab' })).toEqual([]);
  expect(mentionsOf(poll)).toEqual([]);
});
