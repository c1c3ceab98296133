import type { Clock } from '@parley/kernel/clock';
import { jwtVerify, SignJWT } from 'jose';

/** A token is valid this long … */
const LIFETIME_S = 90;
/** … and another is signed after this long, so that one that is sent is never close to its end. */
const RENEW_MS = 30_000;
/** What the clocks of two machines may differ by. */
const CLOCK_TOLERANCE_S = 30;
/** One per caller and half minute; more are forgeries, for which nothing is remembered. */
const REMEMBERED = 4096;
const ISSUER = 'parley-internal';

/** Proves to another process of the installation who calls it, without showing the secret. */
export interface InternalTokens {
  /** The value of the `authorization` header. */
  header(): Promise<string>;
}

/** Tells whether a call comes from a process of this installation. */
export interface InternalVerifier {
  /** The name of the process that sent this `authorization` header; undefined where it proves nothing. */
  verify(header: string | null): string | undefined | Promise<string | undefined>;
}

const keyOf = (secret: string): Uint8Array => new TextEncoder().encode(secret);

/** Signs a token that names a process and ends soon: a JWT with HMAC-SHA-256. */
export function signInternalToken(secret: string, name: string, issuedAt: number, lifetimeS = LIFETIME_S): Promise<string> {
  const seconds = Math.floor(issuedAt / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(ISSUER)
    .setSubject(name)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + lifetimeS)
    .sign(keyOf(secret));
}

/** @param name What the process is called in the logs of those it calls, such as `gateway`. */
export function internalTokens(secret: string, name: string, clock: Clock): InternalTokens {
  let current: Promise<string> | undefined;
  let signedAt = -Infinity;
  return {
    header() {
      const now = clock.now();
      // A clock that was set back makes a new one, too: what was signed in the future helps nobody.
      if (current === undefined || now - signedAt >= RENEW_MS || now < signedAt) {
        signedAt = now;
        current = signInternalToken(secret, name, now).then((token) => `Bearer ${token}`);
      }
      return current;
    },
  };
}

/**
 * Verifies internal tokens; jose compares in constant time. What was verified is remembered until it ends, so a call costs a look-up.
 *
 * @param secrets All that are valid now; while one is replaced these are two.
 */
export function internalVerifier(secrets: readonly string[], clock: Clock): InternalVerifier {
  const keys = secrets.map(keyOf);
  const verified = new Map<string, { readonly name: string; readonly until: number }>();

  async function check(header: string): Promise<string | undefined> {
    if (!header.startsWith('Bearer ')) return undefined;
    const token = header.slice('Bearer '.length);
    for (const key of keys) {
      try {
        const { payload } = await jwtVerify(token, key, {
          algorithms: ['HS256'],
          issuer: ISSUER,
          clockTolerance: CLOCK_TOLERANCE_S,
          requiredClaims: ['sub', 'exp'],
          currentDate: new Date(clock.now()),
        });
        const name = payload.sub ?? '';
        if (verified.size >= REMEMBERED) verified.clear();
        verified.set(header, { name, until: ((payload.exp ?? 0) + CLOCK_TOLERANCE_S) * 1000 });
        return name;
      } catch {
        // Not by this key: the next one, or nobody we know. The listener answers and counts it.
      }
    }
    return undefined;
  }

  return {
    verify(header) {
      if (header === null) return undefined;
      const known = verified.get(header);
      if (known !== undefined && known.until > clock.now()) return known.name;
      verified.delete(header);
      return check(header);
    },
  };
}
