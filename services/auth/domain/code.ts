import { createHmac, timingSafeEqual } from 'node:crypto';

const DIGITS = 6;
const VALUES = 10 ** DIGITS;
/** The largest multiple of `VALUES` in 32 bits: what is drawn above it is drawn again, so that no code is likelier than another. */
const FAIR_LIMIT = Math.floor(2 ** 32 / VALUES) * VALUES;

/** Draws a code of six digits, each equally likely. */
export function drawCode(randomBytes: (length: number) => Uint8Array): string {
  for (;;) {
    const bytes = randomBytes(4);
    const drawn = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
    if (drawn < FAIR_LIMIT) return String(drawn % VALUES).padStart(DIGITS, '0');
  }
}

/** Whether this can be a code at all: six digits. */
export function isCode(text: string): boolean {
  return /^[0-9]{6}$/.test(text);
}

/**
 * What is stored of a code. The salt makes equal codes differ; the pepper, which is kept elsewhere, keeps who has stolen the
 * table from trying out the million codes there are.
 */
export function hashCode(code: string, salt: Uint8Array, pepper: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', pepper).update(salt).update(code).digest());
}

/** Compares hashes in constant time. */
export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
