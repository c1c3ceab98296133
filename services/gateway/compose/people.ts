import type { Plain } from '@parley/kernel/contract';
import type { User as InternalUser } from '@parley/proto/parley/user/v1/user_pb';
import type { User } from '@parley/protocol/user';
import { toPublicUser } from '@parley/protocol/wire/user';
import type { Context } from 'hono';
import { gatewayCall, userOf } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';

type Ctx = Context<GatewayEnv>;

/** People asked for in one call, at the most. */
const BATCH = 1000;

/** People as the caller may see them, with their presence, by id. Two calls, however many people there are. */
export async function peopleById(c: Ctx, ids: Iterable<string>): Promise<ReadonlyMap<string, User>> {
  const userIds = [...new Set(ids)];
  const batches = Array.from({ length: Math.ceil(userIds.length / BATCH) }, (_, i) => userIds.slice(i * BATCH, (i + 1) * BATCH));
  const users = await Promise.all(batches.map((batch) => fetchPeople(c, batch)));
  return new Map(users.flat().map((user) => [user.id, user]));
}

/** Profiles that are at hand already, with the presence added to them. */
export async function withPresence(c: Ctx, users: readonly Plain<InternalUser>[]): Promise<User[]> {
  const presences = await presencesOf(
    c,
    users.map((user) => user.id),
  );
  return users.map((user) => toPublicUser(user, presences.get(user.id)));
}

async function fetchPeople(c: Ctx, userIds: string[]): Promise<User[]> {
  const request = { viewerId: userOf(c).userId, userIds };
  const [{ users }, presences] = await Promise.all([
    c.env.gateway.calls.user.getUsers(request, gatewayCall(c)),
    presencesOf(c, userIds),
  ]);
  return users.map((user) => toPublicUser(user, presences.get(user.id)));
}

async function presencesOf(c: Ctx, userIds: string[]) {
  if (userIds.length === 0) return new Map();
  const { calls, logger } = c.env.gateway;
  // Presence is an ornament: nobody's chats stay shut because it can't be had.
  const presences = await calls.presence.getPresence({ viewerId: userOf(c).userId, userIds }, gatewayCall(c)).then(
    (answer) => answer.presences,
    (error: unknown) => {
      logger.warn({ err: error }, 'presence could not be had');
      return [];
    },
  );
  return new Map(presences.map((presence) => [presence.userId, presence]));
}

/** Somebody whose account is gone, or whom the user service doesn't know yet. */
export function unknownPerson(id: string): User {
  return { id, displayName: '' };
}
