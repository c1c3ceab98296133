import { createHash } from 'node:crypto';

const ID_BYTES = 16;
const FAMILY_BYTES = 16;
const SECRET_BYTES = 32;
const TOKEN_BYTES = ID_BYTES + FAMILY_BYTES + SECRET_BYTES;

/**
 * What a refresh token consists of: the session, a secret that all tokens of the session share, and 256 bits that only this one has.
 * The shared secret tells a token that was used before from one that was made up, without a list of all tokens ever given.
 */
export interface RefreshToken {
  readonly sessionId: string;
  readonly family: Uint8Array;
  readonly secret: Uint8Array;
}

/** Makes the first token of a session. */
export function firstToken(sessionId: string, randomBytes: (length: number) => Uint8Array): RefreshToken {
  return { sessionId, family: randomBytes(FAMILY_BYTES), secret: randomBytes(SECRET_BYTES) };
}

/** Makes the token that follows another. */
export function nextToken(token: RefreshToken, randomBytes: (length: number) => Uint8Array): RefreshToken {
  return { ...token, secret: randomBytes(SECRET_BYTES) };
}

/** The form in which a client holds it: base64url. */
export function encodeToken({ sessionId, family, secret }: RefreshToken): string {
  return Buffer.concat([Buffer.from(sessionId.replaceAll('-', ''), 'hex'), family, secret]).toString('base64url');
}

/** Reads what a client sent; undefined where it can't be a token. */
export function decodeToken(text: string): RefreshToken | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length !== TOKEN_BYTES || bytes.toString('base64url') !== text) return undefined;
  const id = bytes.subarray(0, ID_BYTES).toString('hex');
  return {
    sessionId: id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    family: new Uint8Array(bytes.subarray(ID_BYTES, ID_BYTES + FAMILY_BYTES)),
    secret: new Uint8Array(bytes.subarray(ID_BYTES + FAMILY_BYTES)),
  };
}

/** What is stored of a secret. Of 128 random bits and more a plain hash is enough: there is nothing to guess. */
export function hashSecret(secret: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(secret).digest());
}
