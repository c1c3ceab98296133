import { fail } from '@parley/protocol/errors';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Keyring } from './keyring.ts';

const ALGORITHM = 'ES256';
const ISSUER = 'parley';
const AUDIENCE = 'parley';
/** RFC 9068: says that a JWT is an access token, so that no other kind passes for one. */
const TYPE = 'at+jwt';

/** Who an access token speaks for, and until when (epoch ms). */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAt: number;
}

/** Signs an access token with the current key. Times in a JWT are whole seconds. */
export function signAccessToken(keys: Keyring, claims: AccessClaims, now: number): Promise<string> {
  const key = keys.current();
  return new SignJWT({ sid: claims.sessionId })
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.id })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject(claims.userId)
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.floor(claims.expiresAt / 1000))
    .sign(key.privateKey);
}

/**
 * Verifies an access token: signature, type, issuer, audience and time, after RFC 8725. Keys come from the ring alone, whatever the token
 * says about keys. Throws `auth.unauthenticated` or `auth.token_expired`.
 */
export async function verifyAccessToken(keys: Keyring, token: string, now: number): Promise<AccessClaims> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = kid === undefined ? undefined : keys.find(kid);
        if (key === undefined) throw new errors.JWKSNoMatchingKey();
        return key.publicKey;
      },
      {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['sub', 'sid', 'exp', 'iat'],
        currentDate: new Date(now),
      },
    );
    const { sub, sid, exp } = payload;
    if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') throw fail('auth.unauthenticated');
    return { userId: sub, sessionId: sid, expiresAt: exp * 1000 };
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw fail('auth.token_expired', { cause: error });
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw fail('auth.unauthenticated', { cause: error });
    throw error;
  }
}
