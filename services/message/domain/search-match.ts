import { foldText, type Run, runsOf } from './search-text.ts';

/** Offset and length in UTF-16 units. */
export interface Highlight {
  readonly offset: number;
  readonly length: number;
}

const MAX_HIGHLIGHTS = 50;

/** What somebody searches for, as words of which all must be there. Empty where the query holds no letter, digit or emoji. */
export function queryWords(query: string): Run[] {
  return runsOf(foldText(query).text);
}

/** Where the words are in a text; undefined unless all are. Words of one or two letters match the beginnings of words only. */
export function matchText(original: string, words: readonly Run[]): Highlight[] | undefined {
  const folded = foldText(original);
  const starts = new Set(runsOf(folded.text).map((run) => run.start));
  const found: Highlight[] = [];
  for (const word of words) {
    const places = placesOf(folded.text, word, starts);
    if (places.length === 0) return undefined;
    for (const place of places) {
      const offset = folded.origins[place] ?? 0;
      const end = endOf(folded.origins, folded.length, place + word.text.length);
      found.push({ offset, length: end - offset });
    }
  }
  return merge(found).slice(0, MAX_HIGHLIGHTS);
}

function placesOf(text: string, word: Run, starts: ReadonlySet<number>): number[] {
  const anywhere = word.dense || Array.from(word.text).length >= 3;
  const places: number[] = [];
  for (let at = text.indexOf(word.text); at !== -1 && places.length < MAX_HIGHLIGHTS; at = text.indexOf(word.text, at + 1)) {
    if (anywhere || starts.has(at)) places.push(at);
  }
  return places;
}

/** The end in the original of what ends at `end` in the folded text: the next character that is not part of the same one. */
function endOf(origins: readonly number[], length: number, end: number): number {
  const last = origins[end - 1];
  let next = end;
  while (next < origins.length && origins[next] === last) next++;
  return origins[next] ?? length;
}

/** In order, without overlaps. */
function merge(highlights: readonly Highlight[]): Highlight[] {
  const merged: Highlight[] = [];
  for (const one of highlights.toSorted((a, b) => a.offset - b.offset || b.length - a.length)) {
    const last = merged.at(-1);
    if (last === undefined || one.offset > last.offset + last.length) merged.push(one);
    else
      merged[merged.length - 1] = { offset: last.offset, length: Math.max(last.length, one.offset + one.length - last.offset) };
  }
  return merged;
}
