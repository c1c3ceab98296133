/** Number of single-character insertions, deletions and replacements between two words (Levenshtein). */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** The known word that somebody who wrote `word` most likely meant; undefined when none is near. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let nearest = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const apart = distance(word.toLowerCase(), candidate.toLowerCase());
    if (apart < nearest) [best, nearest] = [candidate, apart];
  }
  return best;
}

/** ` Did you mean …?`, or nothing. */
export function didYouMean(word: string, known: Iterable<string>, prefix = ''): string {
  const best = suggest(word, known);
  return best === undefined ? '' : ` Did you mean ${prefix}${best}?`;
}
