import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { AuthContext, Methods } from '../context.ts';
import { verifyAccessToken } from '../keys/access-token.ts';
import { loadSessionState } from '../store/sessions.ts';

/**
 * Who an access token speaks for, by its signature and by the session as it is stored now.
 * Throws `auth.unauthenticated`, `auth.token_expired`, `auth.session_revoked`.
 */
export function validateToken({ db, clock, keys }: Pick<AuthContext, 'db' | 'clock' | 'keys'>): Methods['validateToken'] {
  return {
    allow: ['service'],
    async handle({ token }) {
      const claims = await verifyAccessToken(keys, token, clock.now());
      const session = isUuid(claims.sessionId) ? await loadSessionState(db, claims.sessionId) : undefined;
      if (session === undefined || session.revoked || session.userId !== claims.userId) throw fail('auth.session_revoked');
      return claims;
    },
  };
}
