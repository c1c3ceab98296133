import { foldText, type Run, runsOf } from './search-text.ts';

/** Numbers of one message, at the most: what is far down in a very long text is not found by words that occur nowhere above. */
const MAX_GRAMS = 4096;
/** Grams of a query that the index is asked for; the words themselves decide in the end. */
const MAX_QUERY_GRAMS = 12;

/**
 * The index numbers of a text: of each word its pieces of three characters, wherever they stand, and its first one and two; of scripts
 * without spaces each character and each two. So substrings of three, beginnings, and single characters of dense scripts are found.
 */
export function textGrams(original: string): number[] {
  const grams = new Set<number>();
  for (const run of runsOf(foldText(original).text)) {
    for (const gram of gramsOfText(run)) grams.add(hash(gram));
    if (grams.size >= MAX_GRAMS) break;
  }
  return [...grams].slice(0, MAX_GRAMS);
}

/** The index numbers that a text with these words must have. */
export function queryGrams(words: readonly Run[]): number[] {
  const grams = [...new Set(words.flatMap(gramsOfQuery).map(hash))];
  // Evenly over the words: neighbouring pieces say much the same.
  const step = Math.max(1, grams.length / MAX_QUERY_GRAMS);
  return grams.filter((_, index) => Math.floor(index % step) === 0).slice(0, MAX_QUERY_GRAMS);
}

function gramsOfText({ text, dense }: Run): string[] {
  const characters = Array.from(text);
  if (dense) return [...characters, ...pieces(characters, 2)];
  return [
    `^${characters[0] ?? ''}`,
    ...(characters.length > 1 ? [`^${characters.slice(0, 2).join('')}`] : []),
    ...pieces(characters, 3),
  ];
}

function gramsOfQuery({ text, dense }: Run): string[] {
  const characters = Array.from(text);
  if (dense) return characters.length === 1 ? characters : pieces(characters, 2);
  return characters.length < 3 ? [`^${text}`] : pieces(characters, 3);
}

function pieces(characters: readonly string[], size: number): string[] {
  return characters.length < size
    ? []
    : characters.slice(size - 1).map((_, index) => characters.slice(index, index + size).join(''));
}

/** FNV-1a, 32 bits, signed as PostgreSQL's int is. That two pieces may share a number costs a look, not a wrong hit. */
function hash(gram: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < gram.length; i++) value = Math.imul(value ^ gram.charCodeAt(i), 0x01000193);
  return value | 0;
}
