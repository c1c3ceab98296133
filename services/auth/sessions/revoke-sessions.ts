import { type LiveBus, SESSIONS_SUBJECT, userSubject } from '@parley/bus/live';
import type { Queryable } from '@parley/postgres/database';
import { appendEvents } from '@parley/postgres/outbox';
import type { AuthContext } from '../context.ts';
import { markRevoked } from '../store/sessions.ts';

/** Why a session ended. */
export type RevocationReason = 'signed_out' | 'ended_by_owner' | 'refresh_token_reused' | 'too_many_sessions';

/**
 * Ends sessions of a person and notes it for durable consumers; runs in a transaction. Answers those that lived until now; they are to
 * be announced after the commit.
 */
export async function revokeInTransaction(
  tx: Queryable,
  { clock, ids }: Pick<AuthContext, 'clock' | 'ids'>,
  userId: string,
  sessionIds: readonly string[],
  reason: RevocationReason,
): Promise<string[]> {
  if (sessionIds.length === 0) return [];
  const at = clock.now();
  const ended = await markRevoked(tx, userId, sessionIds, reason, at);
  await appendEvents(
    tx,
    'auth',
    ended.map((sessionId) => ({
      id: ids.uuid(),
      subject: 'session.revoked',
      key: userId,
      at,
      payload: { sessionId, userId, reason },
    })),
  );
  return ended;
}

/**
 * Tells every door at once that these sessions have ended, and the person's own sockets so that they close. Resolves when word is on its way,
 * so that no door lets them in after the caller has been answered.
 */
export async function announceRevoked(live: LiveBus, userId: string, sessionIds: readonly string[]): Promise<void> {
  if (sessionIds.length === 0) return;
  for (const sessionId of sessionIds) {
    const message = { kind: 'session.revoked', sessionId, userId } as const;
    live.publish(SESSIONS_SUBJECT, message);
    live.publish(userSubject(userId), message);
  }
  await live.passedOn();
}

/** Ends sessions of a person, everywhere and at once. Answers those that lived until now. */
export async function revokeSessions(
  context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids'>,
  userId: string,
  sessionIds: readonly string[],
  reason: RevocationReason,
): Promise<string[]> {
  const ended = await context.db.transaction((tx) => revokeInTransaction(tx, context, userId, sessionIds, reason));
  await announceRevoked(context.live, userId, ended);
  return ended;
}
