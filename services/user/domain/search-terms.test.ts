import { describe, expect, test } from 'bun:test';
import { foldForSearch, prefixRange, searchTerms } from './search-terms.ts';

describe('foldForSearch', () => {
  test.each([
    ['Ångström', 'angstrom'],
    ['STRASSE', 'strasse'],
    ['Straße', 'strasse'],
    ['Ｆｕｌｌ　Ｗｉｄｔｈ', 'full width'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['Οδυσσεύς', 'οδυσσευσ'],
    ['Iğdır', 'igdir'],
    ['Мария', 'мария'],
    ['  two   words ', 'two words'],
    ['한글', '한글'],
  ])('%p is %p', (text, folded) => {
    expect(foldForSearch(text)).toBe(folded);
  });
});

describe('searchTerms', () => {
  test('are the username, and the name from each word on', () => {
    expect(searchTerms('Ada_L', 'Ada King Lovelace')).toEqual(['ada_l', 'ada king lovelace', 'king lovelace', 'lovelace']);
  });

  test('know the words of scripts without spaces', () => {
    expect(searchTerms(undefined, '王小明')).toContain('小明');
  });

  test('are few, however many words a name has', () => {
    expect(searchTerms(undefined, 'a b c d e f g h i j k l m n o p').length).toBeLessThanOrEqual(9);
  });

  test('are none of a name without letters but itself', () => {
    expect(searchTerms(undefined, '🦊')).toEqual(['🦊']);
  });
});

test('a prefix range holds what begins with the prefix and nothing else', () => {
  const { from, to } = prefixRange('ada');
  const order = (text: string) => Buffer.from(text);
  const inside = (text: string) => Buffer.compare(order(text), order(from)) >= 0 && Buffer.compare(order(text), order(to)) < 0;
  expect(['ada', 'adam', 'ada z', 'ada🦊'].every(inside)).toBe(true);
  expect(['ad', 'adb', 'acz', 'b', ''].some(inside)).toBe(false);
});
