/** Terms are cut to this many characters: nobody types more of a name to find it. */
const TERM_LENGTH = 64;
/** Words of a display name that can be found by their beginning. */
const MAX_WORDS = 8;

const COMBINING_MARKS = /[\u0300-\u036f]/g;
const WHITESPACE = /\s+/g;

const words = new Intl.Segmenter(undefined, { granularity: 'word' });

/** What text is compared as: without case, accents, width or spelling variants, so that `Ångström` is found by `angs`. */
export function foldForSearch(text: string): string {
  return text
    .normalize('NFKD')
    .replace(COMBINING_MARKS, '')
    .toUpperCase() // first, so that ß becomes ss and the dotless ı becomes i
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFC')
    .replace(WHITESPACE, ' ')
    .trim()
    .slice(0, TERM_LENGTH);
}

/**
 * What a person is found by the beginning of: the username, and the display name from each of its words on. Words are those of
 * the script, so names in Chinese, Japanese or Thai are found by each of their parts.
 */
export function searchTerms(username: string | undefined, displayName: string): string[] {
  const terms = new Set<string>();
  if (username !== undefined) terms.add(foldForSearch(username));
  const name = foldForSearch(displayName);
  terms.add(name);
  let count = 0;
  for (const { index, isWordLike } of words.segment(name)) {
    if (!isWordLike) continue;
    terms.add(name.slice(index));
    count += 1;
    if (count === MAX_WORDS) break;
  }
  terms.delete('');
  return [...terms];
}

/** The half-open range `[from, to)` of terms that begin with `prefix`, in the byte order of the `C` collation. */
export function prefixRange(prefix: string): { from: string; to: string } {
  return { from: prefix, to: `${prefix}\u{10FFFF}` };
}
