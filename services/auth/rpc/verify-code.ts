import { serviceCall } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import type { Queryable } from '@parley/postgres/database';
import { fail } from '@parley/protocol/errors';
import type { AuthContext, Methods } from '../context.ts';
import { hashCode, isCode, sameHash } from '../domain/code.ts';
import { countFailure } from '../domain/code-limits.ts';
import { openSession } from '../sessions/open-session.ts';
import { findOpenChallenge, lockPhone, markUsed, saveFailures, takeTry } from '../store/challenges.ts';

/**
 * Exchanges a code for a session; makes the account on first use. A challenge that is unknown, used, replaced or expired is answered
 * like a wrong code. Throws `auth.code_invalid`, `auth.code_attempts_exceeded`.
 */
export function verifyCode(
  context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids' | 'keys' | 'lifetimes' | 'user'>,
): Methods['verifyCode'] {
  const { db, user } = context;
  return {
    allow: ['anonymous'],
    async handle({ challengeId, code, device }, call) {
      if (!isUuid(challengeId) || !isCode(code)) throw fail('auth.code_invalid');
      const outcome = await db.transaction((tx) => tryCode(tx, context, challengeId, code));
      if (outcome === 'wrong') throw fail('auth.code_invalid');
      if (outcome === 'exceeded') throw fail('auth.code_attempts_exceeded');
      try {
        const { userId, created } = await user.ensureUserByPhone({ phone: outcome.phone }, serviceCall('auth', call));
        return await openSession(context, { userId, isNewUser: created, device });
      } catch (error) {
        // No session came of it, so the code may be sent again.
        await markUsed(db, challengeId, false);
        throw error;
      }
    },
  };
}

type Outcome = 'wrong' | 'exceeded' | { readonly phone: string };

/** Every try counts before it is compared, under the phone's lock: a thousand at once are a thousand. */
async function tryCode(
  tx: Queryable,
  { clock, keys }: Pick<AuthContext, 'clock' | 'keys'>,
  challengeId: string,
  code: string,
): Promise<Outcome> {
  const now = clock.now();
  const open = await findOpenChallenge(tx, challengeId, now);
  if (open === undefined) return 'wrong';
  if (open.exhausted) return 'exceeded';
  const failure = countFailure(await lockPhone(tx, open.phone), now);
  if (failure === undefined) return 'exceeded';
  const stored = await takeTry(tx, challengeId, now);
  if (stored === undefined) return (await findOpenChallenge(tx, challengeId, now))?.exhausted === true ? 'exceeded' : 'wrong';

  const pepper = keys.find(stored.keyId)?.pepper;
  if (pepper !== undefined && sameHash(hashCode(code, stored.salt, pepper), stored.codeHash)) {
    await markUsed(tx, challengeId, true);
    return { phone: open.phone };
  }
  await saveFailures(tx, open.phone, failure);
  return 'wrong';
}
