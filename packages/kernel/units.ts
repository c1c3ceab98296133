const DURATIONS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

const SIZES = [
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
  ['GB', 1e9],
  ['MB', 1e6],
  ['kB', 1e3],
  ['B', 1],
] as const;

type Units = readonly (readonly [string, number])[];

function parse(text: string, units: Units): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  if (match === null) return undefined;
  const wanted = match[2]?.toLowerCase() ?? '';
  const scale = wanted === '' ? 1 : units.find(([unit]) => unit.toLowerCase() === wanted)?.[1];
  return scale === undefined ? undefined : Math.round(Number(match[1]) * scale);
}

function format(amount: number, units: Units): string {
  const fitting = units.find(([, scale]) => amount >= scale && amount % scale === 0);
  return fitting === undefined ? String(amount) : `${amount / fitting[1]}${fitting[0]}`;
}

/** Milliseconds of `500ms`, `30s`, `15m`, `24h`, `7d` or a bare number of milliseconds; undefined when it is none of these. */
export const parseDuration = (text: string): number | undefined => parse(text, DURATIONS);

/** Milliseconds in the largest unit that divides them: `900000` is `15m`. */
export const formatDuration = (ms: number): string => format(ms, DURATIONS);

/** Bytes of `512`, `64KiB`, `10MB`; undefined when it is no size. */
export const parseBytes = (text: string): number | undefined => parse(text, SIZES);

/** Bytes in the largest unit that divides them: `65536` is `64KiB`. */
export const formatBytes = (bytes: number): string => format(bytes, SIZES);
