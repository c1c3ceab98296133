import type { Range } from '../store/records.ts';

/** The stretches with `from..to` added; those that touch become one. */
export function cover(ranges: readonly Range[], from: number, to: number): readonly Range[] {
  if (from > to) return ranges;
  const before = ranges.filter((range) => range[1] < from - 1);
  const after = ranges.filter((range) => range[0] > to + 1);
  const joined = ranges.filter((range) => range[1] >= from - 1 && range[0] <= to + 1);
  const start = Math.min(from, ...joined.map((range) => range[0]));
  const end = Math.max(to, ...joined.map((range) => range[1]));
  return [...before, [start, end], ...after];
}

/** The stretch that holds `seq`. */
export function rangeAt(ranges: readonly Range[], seq: number): Range | undefined {
  return ranges.find(([from, to]) => from <= seq && seq <= to);
}

/** The newest stretch. */
export function lastRange(ranges: readonly Range[]): Range | undefined {
  return ranges.at(-1);
}
