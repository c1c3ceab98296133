import { fail } from '@parley/protocol/errors';
import type { AuthContext, Methods } from '../context.ts';
import { sameHash } from '../domain/code.ts';
import { decodeToken, hashSecret, nextToken, type RefreshToken } from '../domain/refresh-token.ts';
import { grant } from '../sessions/grant.ts';
import { revokeSessions } from '../sessions/revoke-sessions.ts';
import { loadSessionState, rotateRefresh } from '../store/sessions.ts';

/**
 * Exchanges the latest refresh token of a session for a new pair of tokens. A token that was exchanged before has been copied, by whom can't be
 * told, so it ends the session for both. There is no grace for two at once: a client refreshes one at a time.
 *
 * Throws `auth.refresh_invalid`, `auth.refresh_reused`, `auth.session_revoked`.
 */
export function refresh(context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids' | 'keys' | 'lifetimes'>): Methods['refresh'] {
  const { db, clock, ids, lifetimes } = context;
  return {
    allow: ['anonymous'],
    async handle(request) {
      const token = decodeToken(request.refreshToken);
      if (token === undefined) throw fail('auth.refresh_invalid');
      const next = nextToken(token, (length) => ids.bytes(length));
      const now = clock.now();
      const userId = await rotateRefresh(db, {
        id: token.sessionId,
        oldHash: hashSecret(token.secret),
        newHash: hashSecret(next.secret),
        now,
        expiresAt: now + lifetimes.refreshTokenMs,
      });
      if (userId === undefined) throw await refuse(context, token);
      return grant(context, { userId, token: next, isNewUser: false });
    },
  };
}

/** Finds out why a token isn't good, and ends the session where it was used before. */
async function refuse(context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids'>, token: RefreshToken): Promise<Error> {
  const session = await loadSessionState(context.db, token.sessionId);
  const isOurs = session !== undefined && sameHash(hashSecret(token.family), session.familyHash);
  if (!isOurs || session.expiresAt <= context.clock.now()) return fail('auth.refresh_invalid');
  if (session.revoked) return fail('auth.session_revoked');
  await revokeSessions(context, session.userId, [token.sessionId], 'refresh_token_reused');
  return fail('auth.refresh_reused');
}
