import { describe, expect, test } from 'bun:test';
import {
  parseAudience,
  parseAvatarUrl,
  parseDraft,
  parseLimit,
  parseMutedUntil,
  parseTitle,
  parseTopic,
  parseUserIds,
} from './input.ts';
import { decodeCursor, encodeCursor } from './member-cursor.ts';

const ID = '0198c0de-0000-7000-8000-000000000001';

describe('input', () => {
  test('texts are trimmed and kept to their lengths', () => {
    expect(parseTitle('  Old \n\t friends ')).toBe('Old friends');
    expect(parseTitle('x'.repeat(100))).toHaveLength(100);
    expect(parseTopic('   ')).toBe('');
    expect(parseTopic('x'.repeat(512))).toHaveLength(512);
    expect(parseDraft('ä'.repeat(8192))).toHaveLength(8192);
  });

  test.each([
    ['empty title', () => parseTitle('  ')],
    ['long title', () => parseTitle('x'.repeat(101))],
    ['NUL in a title', () => parseTitle('a\0b')],
    ['a mark that turns the text around in a title', () => parseTitle('a\u202eb')],
    ['half a character', () => parseTopic('a\ud83d')],
    ['long topic', () => parseTopic('x'.repeat(513))],
    ['long draft', () => parseDraft('ä'.repeat(8193))],
    ['script address', () => parseAvatarUrl('javascript:alert(1)')],
    ['address of another host without a scheme', () => parseAvatarUrl('//evil.example/a.png')],
    ['unknown audience', () => parseAudience('permissions.send', 'nobody')],
    ['negative time', () => parseMutedUntil(-1)],
    ['fraction of a time', () => parseMutedUntil(1.5)],
    ['no number', () => parseMutedUntil(Number.NaN)],
    ['large page', () => parseLimit(201)],
    ['negative page', () => parseLimit(-1)],
    ['foreign cursor', () => decodeCursor('3.1.x')],
    ['cursor with a broken id', () => decodeCursor(`1.1.${'-'.repeat(36)}`)],
  ])('refuses: %s', (_what, parse) => {
    expect(parse).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  test('what is no id is nobody’s', () => {
    expect(parseUserIds([ID, ID])).toEqual([ID]);
    expect(() => parseUserIds([`${ID}'`])).toThrow(expect.objectContaining({ code: 'user.not_found' }));
  });

  test('a cursor reads back as what it was made of', () => {
    const key = { order: 2, joinedAt: 1_800_000_000_000, userId: ID };
    expect(decodeCursor(encodeCursor(key))).toEqual(key);
  });
});
