import { createHash } from 'node:crypto';

/**
 * A UUID that follows from its parts, so that doing something again finds what was done the first time: version 8 of RFC 9562 §5.8, the
 * first 122 free bits of SHA-256.
 */
export function derivedId(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

/** Whether an id may have been made by `derivedId`: nobody draws ids of this version. */
export function isDerivedId(id: string): boolean {
  return id[14] === '8';
}
