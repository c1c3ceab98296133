import { callingUser } from '@parley/kernel/call';
import type { AuthContext, Methods } from '../context.ts';
import { announceRevoked, revokeInTransaction } from '../sessions/revoke-sessions.ts';
import { listLive } from '../store/sessions.ts';

/** Ends all sessions of the caller but the one that asks, and tells how many they were. */
export function revokeOtherSessions(context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids'>): Methods['revokeOtherSessions'] {
  const { db, live, clock } = context;
  return {
    allow: ['user'],
    async handle(_request, call) {
      const { userId, sessionId } = callingUser(call);
      const ended = await db.transaction(async (tx) => {
        const others = (await listLive(tx, userId, clock.now())).map(({ id }) => id).filter((id) => id !== sessionId);
        return revokeInTransaction(tx, context, userId, others, 'ended_by_owner');
      });
      await announceRevoked(live, userId, ended);
      return { revoked: ended.length };
    },
  };
}
