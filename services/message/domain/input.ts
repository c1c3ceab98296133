import { fail } from '@parley/protocol/errors';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The id as the engine writes it. Throws `request.invalid` naming `path`. */
export function parseId(value: string, path: string): string {
  if (!UUID.test(value)) throw invalid(path, 'must be a UUID');
  return value.toLowerCase();
}

/** Distinct ids, in the order given, at the most `max`. Throws `request.invalid` naming `path`. */
export function parseIds(values: readonly string[], path: string, max: number): string[] {
  if (values.length > max) throw invalid(path, `must be at most ${max}`);
  return [...new Set(values.map((value, index) => parseId(value, `${path}.${index}`)))];
}

/** How many items a page has: `fallback` where nothing (0) is asked for, `max` at the most. Throws `request.invalid`. */
export function parseLimit(limit: number, fallback: number, max: number): number {
  if (!Number.isInteger(limit) || limit < 0) throw invalid('limit', 'must be a whole number from 1');
  return Math.min(limit === 0 ? fallback : limit, max);
}

/** A sequence number, or 0 for "before the first". Throws `request.invalid` naming `path`. */
export function parseSeq(value: number, path: string): number {
  if (!Number.isSafeInteger(value) || value < 0) throw invalid(path, 'must be a whole number from 0');
  return value;
}

/** The error of a wrong field. */
export function invalid(path: string, message: string) {
  return fail('request.invalid', { issues: [{ path, message }] });
}
