import { fail } from '@parley/protocol/errors';

/** NIST SP 800-63B §5.1.1.2: at least 8 characters, and no rule about which. */
const MIN_CHARACTERS = 8;
/** Long enough for any phrase, short enough that hashing it costs nothing extra. */
const MAX_BYTES = 1_024;

/** Checks a new password; throws `auth.password_weak` or `request.invalid`. */
export function checkNewPassword(password: string): void {
  if (Array.from(password.normalize('NFC')).length < MIN_CHARACTERS) {
    throw fail('auth.password_weak', { message: `Choose a password of at least ${MIN_CHARACTERS} characters.` });
  }
  if (!fitsPassword(password)) {
    throw fail('request.invalid', { issues: [{ path: 'password', message: `Must be at most ${MAX_BYTES} bytes.` }] });
  }
}

/** Whether a password is short enough to be looked at. */
export function fitsPassword(password: string): boolean {
  return password.length <= MAX_BYTES && Buffer.byteLength(password) <= MAX_BYTES;
}

/** The bytes that are hashed: the same whichever way a keyboard composes its letters (RFC 8265 §4.2.2). */
export function passwordBytes(password: string): Uint8Array {
  return new TextEncoder().encode(password.normalize('NFC'));
}

/** bcrypt looks at the first 72 bytes only; older systems cut there, and their hashes know no more. */
const BCRYPT_BYTES = 72;

/** Whether a hash is bcrypt, of an older system. */
export function isBcrypt(hash: string): boolean {
  return /^\$2[aby]?\$/.test(hash);
}

/** The bytes that an older system hashed with bcrypt: the text as it was typed. */
export function bcryptBytes(password: string): Uint8Array {
  return new TextEncoder().encode(password).subarray(0, BCRYPT_BYTES);
}
