/** The first thing in a text that looks like a version, without the `v`; undefined where there is none. */
export const versionIn = (text: string): string | undefined => /(?<![\d.])v?=?(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];

/** Whether a version is the wanted one or newer, by its numbers. One that is unknown is not. */
export function isAtLeast(version: string, wanted: string): boolean {
  const have = numbersOf(version);
  const want = numbersOf(wanted);
  if (have.some(Number.isNaN)) return false;
  for (const [index, number] of want.entries()) {
    const difference = (have[index] ?? 0) - number;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

const numbersOf = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10));
