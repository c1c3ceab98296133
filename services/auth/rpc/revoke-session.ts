import { callingUser } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { AuthContext, Methods } from '../context.ts';
import { announceRevoked, revokeSessions } from '../sessions/revoke-sessions.ts';
import { loadSessionState } from '../store/sessions.ts';

/**
 * Ends one of the caller's sessions; signing out is ending one's own. One that has ended already is announced again, in case the
 * first announcement was lost. Throws `auth.session_not_found`.
 */
export function revokeSession(context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids'>): Methods['revokeSession'] {
  return {
    allow: ['user'],
    async handle({ sessionId }, call) {
      const caller = callingUser(call);
      const session = isUuid(sessionId) ? await loadSessionState(context.db, sessionId) : undefined;
      if (session === undefined || session.userId !== caller.userId) throw fail('auth.session_not_found');
      if (session.revoked) await announceRevoked(context.live, caller.userId, [sessionId]);
      else
        await revokeSessions(
          context,
          caller.userId,
          [sessionId],
          sessionId === caller.sessionId ? 'signed_out' : 'ended_by_owner',
        );
      return {};
    },
  };
}
