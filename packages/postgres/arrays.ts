/**
 * PostgreSQL array literals. A statement that takes one parameter for many values has one text however many there are, so it
 * is prepared once, and building the text is cheaper than binding each value.
 */

/** Of values that need no quoting: UUIDs. */
export function uuidArray(ids: readonly string[]): string {
  return `{${ids.join(',')}}`;
}

/** Of numbers; NaN and infinities are refused by the engine. */
export function numberArray(values: readonly number[]): string {
  return `{${values.join(',')}}`;
}

/** Of any texts; null stands for SQL NULL. A text may not hold NUL, which PostgreSQL can't store. */
export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : quote(value))).join(',')}}`;
}

const SPECIAL = /["\\]/g;

function quote(value: string): string {
  return `"${value.replace(SPECIAL, '\\$&')}"`;
}
