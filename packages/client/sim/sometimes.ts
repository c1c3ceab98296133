/** Notes that something rare was reached, so that a test can tell a simulation that proves something from one that idles. */
export type Sometimes = (what: string) => void;

/** Counts, by what was reached. */
export function createSometimes(): { readonly reached: ReadonlyMap<string, number>; readonly note: Sometimes } {
  const reached = new Map<string, number>();
  return { reached, note: (what) => void reached.set(what, (reached.get(what) ?? 0) + 1) };
}
