import { fail } from '@parley/protocol/errors';
import type { AuthContext, Methods } from '../context.ts';
import { sameHash } from '../domain/code.ts';
import { decodeToken, drawSalt, hashSecret, nextToken, type RefreshToken, repeatedToken } from '../domain/refresh-token.ts';
import { grant } from '../sessions/grant.ts';
import { revokeSessions } from '../sessions/revoke-sessions.ts';
import { loadSessionState, rotateRefresh } from '../store/sessions.ts';

type Context = Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids' | 'keys' | 'lifetimes'>;

/**
 * Exchanges the latest refresh token of a session for a new pair of tokens. Whoever repeats that within moments, because the answer was lost,
 * gets the same refresh token again. Any other token that was exchanged before has been copied, by whom can't be told, so it ends the
 * session for both.
 *
 * Throws `auth.refresh_invalid`, `auth.refresh_reused`, `auth.session_revoked`.
 */
export function refresh(context: Context): Methods['refresh'] {
  const { db, clock, ids, lifetimes } = context;
  return {
    allow: ['anonymous'],
    async handle(request) {
      const token = decodeToken(request.refreshToken);
      if (token === undefined) throw fail('auth.refresh_invalid');
      const salt = drawSalt((length) => ids.bytes(length));
      const next = nextToken(token, salt);
      const now = clock.now();
      const userId = await rotateRefresh(db, {
        id: token.sessionId,
        oldHash: hashSecret(token.secret),
        newHash: hashSecret(next.secret),
        salt,
        now,
        expiresAt: now + lifetimes.refreshTokenMs,
      });
      return userId === undefined ? repeat(context, token) : grant(context, { userId, token: next, isNewUser: false });
    },
  };
}

/** Answers a repeat, or finds out why a token isn't good, and ends the session where it was used before. */
async function repeat(context: Context, token: RefreshToken): ReturnType<typeof grant> {
  const session = await loadSessionState(context.db, token.sessionId);
  const now = context.clock.now();
  const isOurs = session !== undefined && sameHash(hashSecret(token.family), session.familyHash);
  if (!isOurs || session.expiresAt <= now) throw fail('auth.refresh_invalid');
  if (session.revoked) throw fail('auth.session_revoked');
  const { userId } = session;
  const latest = repeatedToken(token, session, now);
  if (latest !== undefined) return grant(context, { userId, token: latest, isNewUser: false });
  await revokeSessions(context, userId, [token.sessionId], 'refresh_token_reused');
  throw fail('auth.refresh_reused');
}
