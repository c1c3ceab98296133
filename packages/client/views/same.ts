/** Whether two plain values say the same. Items are small, and lists are compared item by item, cheapest first. */
export function sameJson(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** `next` with the objects of `previous` in place of those that say the same, so that rows that did not change are not drawn again. */
export function reuse<T>(previous: readonly T[], next: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const known = new Map(previous.map((item) => [keyOf(item), item]));
  return next.map((item) => {
    const before = known.get(keyOf(item));
    return before !== undefined && sameJson(before, item) ? before : item;
  });
}
