/** How many avatar colours `app/styles.css` defines. */
export const hueCount = 8;

/** A stable number from 0 to `hueCount - 1` for an id (FNV-1a over its characters). */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash >>> 0) % hueCount;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** One or two initials of a name: the first letters of its first and last words, whatever the script. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => firstGrapheme(word ?? '').toLocaleUpperCase()).join('');
}

function firstGrapheme(word: string): string {
  for (const { segment } of segmenter.segment(word)) return segment;
  return '';
}
