import { createHash, createHmac } from 'node:crypto';
import { sameHash } from './code.ts';

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

/** Draws what makes the next token of a session unforeseeable. */
export function drawSalt(randomBytes: (length: number) => Uint8Array): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/**
 * The token that follows another. It follows from the salt as well, so that it can be given again to who asks again, without being stored:
 * neither the salt alone, which is, nor the token before, which somebody may have copied, yields it.
 */
export function nextToken(token: RefreshToken, salt: Uint8Array): RefreshToken {
  return { ...token, secret: new Uint8Array(createHmac('sha256', salt).update(token.secret).digest()) };
}

/**
 * Ms for which the last token but one still yields the latest: its holder asks again when the answer was lost, as it is when a server is
 * replaced. 10 to 60 s are usual (Okta: 30 s by default, Supabase: 10 s).
 */
const REPEAT_MS = 30_000;

/** Where a session stands in the succession of its tokens. */
export interface Succession {
  readonly latestHash: Uint8Array;
  /** Null before the first rotation. */
  readonly previousHash: Uint8Array | null;
  readonly salt: Uint8Array | null;
  /** Epoch ms. */
  readonly rotatedAt: number | null;
}

/**
 * The latest token of a session, for a repeat: `token` is the one before, was exchanged moments ago, and nobody has used the latest since
 * (else it were the last but two by now). Undefined for anything else.
 */
export function repeatedToken(
  token: RefreshToken,
  { latestHash, previousHash, salt, rotatedAt }: Succession,
  now: number,
): RefreshToken | undefined {
  if (previousHash === null || salt === null || rotatedAt === null || now - rotatedAt > REPEAT_MS) return undefined;
  if (!sameHash(hashSecret(token.secret), previousHash)) return undefined;
  const latest = nextToken(token, salt);
  // A node of an earlier build, which keeps no succession, may have rotated since.
  return sameHash(hashSecret(latest.secret), latestHash) ? latest : undefined;
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
