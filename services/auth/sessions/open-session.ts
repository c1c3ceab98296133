import type { Plain } from '@parley/kernel/contract';
import type { Device, SessionGrant } from '@parley/proto/parley/auth/v1/auth_pb';
import type { AuthContext } from '../context.ts';
import { describeDevice } from '../domain/device.ts';
import { firstToken, hashSecret } from '../domain/refresh-token.ts';
import { insertSession, listSurplus } from '../store/sessions.ts';
import { grant } from './grant.ts';
import { announceRevoked, revokeInTransaction } from './revoke-sessions.ts';

/** Sessions that one person may have; past it the one not used for longest ends. */
const MAX_SESSIONS = 100;

/** Begins a session for a person who has proved who they are. */
export async function openSession(
  context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids' | 'keys' | 'lifetimes'>,
  person: { readonly userId: string; readonly isNewUser: boolean; readonly device: Plain<Device> | undefined },
): Promise<Plain<SessionGrant>> {
  const { db, live, clock, ids, lifetimes } = context;
  const { userId, isNewUser } = person;
  const now = clock.now();
  const token = firstToken(ids.uuid(), (length) => ids.bytes(length));
  const device = describeDevice(person.device);
  const surplus = await db.transaction(async (tx) => {
    await insertSession(tx, {
      id: token.sessionId,
      userId,
      familyHash: hashSecret(token.family),
      refreshHash: hashSecret(token.secret),
      deviceName: device.name,
      devicePlatform: device.platform,
      createdAt: now,
      lastUsedAt: now,
      expiresAt: now + lifetimes.refreshTokenMs,
    });
    return revokeInTransaction(tx, context, userId, await listSurplus(tx, userId, MAX_SESSIONS), 'too_many_sessions');
  });
  await announceRevoked(live, userId, surplus);
  return grant(context, { userId, token, isNewUser });
}
