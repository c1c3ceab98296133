/**
 * Text as search compares it, with where each character came from. Case, width and accents don't matter (NFKC, lower case, combining marks
 * of Latin, Greek, Cyrillic, Arabic and Hebrew dropped, ß is ss); marks that make letters in other scripts stay.
 */
export interface FoldedText {
  readonly text: string;
  /** For each UTF-16 unit of `text`, the offset in the original of the character it came from. */
  readonly origins: readonly number[];
  /** Length of the original. */
  readonly length: number;
}

/** Diacritics: combining marks (U+0300–036F), Hebrew points, Arabic vowel signs and tatweel. */
const DROPPED = /[\u0300-\u036f]|[\u0591-\u05bd]|\u05bf|[\u05c1-\u05c2]|[\u05c4-\u05c5]|\u05c7|\u0640|[\u064b-\u065f]|\u0670/g;

/** Folds character by character, so that a place in the result leads back to one in the original. */
export function foldText(original: string): FoldedText {
  let text = '';
  const origins: number[] = [];
  let offset = 0;
  for (const character of original) {
    const folded = foldCharacter(character);
    text += folded;
    for (let i = 0; i < folded.length; i++) origins.push(offset);
    offset += character.length;
  }
  return { text, origins, length: original.length };
}

function foldCharacter(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x80) return code >= 0x41 && code <= 0x5a ? String.fromCharCode(code + 32) : character;
  // Hangul is left composed (its parts would be the letters of one syllable), all else is taken apart to lose its marks.
  const folded = character.normalize('NFKC').toLowerCase();
  if (/^\p{Script=Hangul}/u.test(folded)) return folded;
  return folded.normalize('NFKD').replace(DROPPED, '').replaceAll('ß', 'ss');
}

/** A word, or a run of a script that writes without spaces. */
export interface Run {
  readonly text: string;
  /** Offset in the folded text. */
  readonly start: number;
  /** Its script puts no spaces between words, so any part of it may be a word. */
  readonly dense: boolean;
}

const RUNS =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}ー々〆\p{Extended_Pictographic}]+)|((?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}])[\p{L}\p{N}\p{M}])+)/gu;

/** The words of a folded text. Digits, `#` and `*` are pictographs to Unicode, but no dense script to anybody. */
export function runsOf(folded: string): Run[] {
  return [...folded.matchAll(RUNS)].map((match) => ({
    text: match[0],
    start: match.index,
    dense: match[1] !== undefined && !/^\p{N}/u.test(match[0]),
  }));
}
