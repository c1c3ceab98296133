import type { Plain } from '@parley/kernel/contract';
import type { Privacy as InternalPrivacy } from '@parley/proto/parley/user/v1/user_pb';
import { fail } from '@parley/protocol/errors';
import { pageOf } from '@parley/protocol/page';
import { presenceSchema } from '@parley/protocol/presence';
import { searchUsersQuery, updatePrivacyBody, updateProfileBody, usersQuery } from '@parley/protocol/rest/users';
import { type Privacy, privacySchema, userSchema } from '@parley/protocol/user';
import { toPublicPresence, toPublicUser } from '@parley/protocol/wire/user';
import { type Context, Hono } from 'hono';
import { gatewayCall, userCall, userOf } from '../call.ts';
import { peopleById, withPresence } from '../compose/people.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body, ids, query } from '../validate.ts';

const oneUser = [userSchema, 'The person, as you may see them.'] as const;
const people = [pageOf(userSchema), 'People, as you may see them.'] as const;
const privacy = [privacySchema, 'The settings.'] as const;

/** Profiles, privacy and presence. */
export const userRoutes = new Hono<GatewayEnv>()
  .get(
    '/',
    operation({ tag: 'People', id: 'getUsers', summary: 'People by their ids', answers: { 200: people } }),
    query(usersQuery),
    async (c) => {
      const found = await peopleById(c, c.req.valid('query').ids);
      return c.json({ items: [...found.values()], nextCursor: null });
    },
  )
  .get('/me', operation({ tag: 'People', id: 'getMe', summary: 'Your own profile', answers: { 200: oneUser } }), async (c) =>
    c.json(await findPerson(c, userOf(c).userId)),
  )
  .patch(
    '/me',
    operation({ tag: 'People', id: 'updateMe', summary: 'Change your own profile', answers: { 200: oneUser } }),
    body(updateProfileBody),
    async (c) => c.json(toPublicUser(await c.env.gateway.calls.user.updateProfile(c.req.valid('json'), userCall(c)))),
  )
  .get(
    '/me/privacy',
    operation({ tag: 'People', id: 'getPrivacy', summary: 'Who sees what of you', answers: { 200: privacy } }),
    async (c) => c.json(toPublicPrivacy(await c.env.gateway.calls.user.getPrivacy({}, userCall(c)))),
  )
  .patch(
    '/me/privacy',
    operation({ tag: 'People', id: 'updatePrivacy', summary: 'Change who sees what of you', answers: { 200: privacy } }),
    body(updatePrivacyBody),
    async (c) => c.json(toPublicPrivacy(await c.env.gateway.calls.user.updatePrivacy(c.req.valid('json'), userCall(c)))),
  )
  .get(
    '/search',
    operation({ tag: 'People', id: 'searchUsers', summary: 'People by username or name', answers: { 200: people } }),
    query(searchUsersQuery),
    async (c) => {
      const { q, limit } = c.req.valid('query');
      const { users } = await c.env.gateway.calls.user.searchUsers({ query: q, limit }, userCall(c));
      return c.json({ items: await withPresence(c, users), nextCursor: null });
    },
  )
  .get(
    '/:id',
    operation({ tag: 'People', id: 'getUser', summary: 'One person', answers: { 200: oneUser } }),
    ids('id'),
    async (c) => c.json(await findPerson(c, c.req.valid('param').id)),
  )
  .get(
    '/:id/presence',
    operation({
      tag: 'People',
      id: 'getPresence',
      summary: 'Whether a person is online',
      answers: { 200: [presenceSchema, 'As far as you may see it.'] },
    }),
    ids('id'),
    async (c) => {
      const { id } = c.req.valid('param');
      await findPerson(c, id);
      const { presences } = await c.env.gateway.calls.presence.getPresence(
        { viewerId: userOf(c).userId, userIds: [id] },
        gatewayCall(c),
      );
      return c.json(presences[0] === undefined ? { userId: id, online: false } : toPublicPresence(presences[0]));
    },
  );

async function findPerson(c: Context<GatewayEnv>, id: string) {
  const user = (await peopleById(c, [id])).get(id);
  if (user === undefined) throw fail('user.not_found');
  return user;
}

function toPublicPrivacy(settings: Plain<InternalPrivacy>): Privacy {
  const { lastSeen, avatar, about, groupAdd, readReceipts, discoverableByPhone } = settings;
  // The user service takes and stores no other audiences than those of the schema.
  return { lastSeen, avatar, about, groupAdd, readReceipts, discoverableByPhone } as Privacy;
}
