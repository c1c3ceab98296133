import type { Plain } from '@parley/kernel/contract';
import type { SessionGrant } from '@parley/proto/parley/auth/v1/auth_pb';
import { pageOf } from '@parley/protocol/page';
import { loginBody, refreshBody, registerBody, requestCodeBody, verifyCodeBody } from '@parley/protocol/rest/auth';
import { challengeSchema, type Session, sessionInfoSchema, sessionSchema } from '@parley/protocol/session';
import { toPublicSessionInfo } from '@parley/protocol/wire/session';
import { toPublicUser } from '@parley/protocol/wire/user';
import { type Context, Hono } from 'hono';
import { anonymousCall, gatewayCall, userCall, userOf } from '../call.ts';
import { unknownPerson } from '../compose/people.ts';
import type { GatewayEnv } from '../gateway.ts';
import { operation } from '../operation.ts';
import { body, ids } from '../validate.ts';

const signedIn = [sessionSchema, 'A new session.'] as const;

/** Signing in and out, and the sessions of a person. */
export const authRoutes = new Hono<GatewayEnv>()
  .post(
    '/otp',
    operation({
      tag: 'Accounts',
      id: 'requestCode',
      summary: 'Have a code sent to a phone',
      open: true,
      answers: { 202: [challengeSchema, 'A code is under way.'] },
    }),
    body(requestCodeBody),
    async (c) => {
      const request = { ...c.req.valid('json'), address: c.get('address') };
      const { challengeId, expiresIn, resendIn, code } = await c.env.gateway.calls.auth.requestCode(request, anonymousCall(c));
      return c.json({ challengeId, expiresIn, resendIn, ...(code !== undefined && { code }) }, 202);
    },
  )
  .post(
    '/otp/verify',
    operation({ tag: 'Accounts', id: 'verifyCode', summary: 'Sign in with a code', open: true, answers: { 200: signedIn } }),
    body(verifyCodeBody),
    async (c) => {
      const grant = await c.env.gateway.calls.auth.verifyCode(
        { ...c.req.valid('json'), address: c.get('address') },
        anonymousCall(c),
      );
      return c.json(await toSession(c, grant));
    },
  )
  .post(
    '/register',
    operation({
      tag: 'Accounts',
      id: 'register',
      summary: 'Make an account with a password',
      open: true,
      answers: { 201: signedIn },
    }),
    body(registerBody),
    async (c) => {
      const grant = await c.env.gateway.calls.auth.register(
        { ...c.req.valid('json'), address: c.get('address') },
        anonymousCall(c),
      );
      return c.json(await toSession(c, grant), 201);
    },
  )
  .post(
    '/login',
    operation({ tag: 'Accounts', id: 'login', summary: 'Sign in with a password', open: true, answers: { 200: signedIn } }),
    body(loginBody),
    async (c) => {
      const grant = await c.env.gateway.calls.auth.login({ ...c.req.valid('json'), address: c.get('address') }, anonymousCall(c));
      return c.json(await toSession(c, grant));
    },
  )
  .post(
    '/refresh',
    operation({
      tag: 'Accounts',
      id: 'refresh',
      summary: 'Renew both tokens of a session',
      open: true,
      answers: { 200: signedIn },
    }),
    body(refreshBody),
    async (c) => {
      const grant = await c.env.gateway.calls.auth.refresh(
        { ...c.req.valid('json'), address: c.get('address') },
        anonymousCall(c),
      );
      return c.json(await toSession(c, grant));
    },
  )
  .post(
    '/logout',
    operation({ tag: 'Accounts', id: 'logout', summary: 'End this session', answers: { 204: 'The session has ended.' } }),
    async (c) => {
      await c.env.gateway.calls.auth.revokeSession({ sessionId: userOf(c).sessionId }, userCall(c));
      return c.body(null, 204);
    },
  )
  .get(
    '/sessions',
    operation({
      tag: 'Accounts',
      id: 'listSessions',
      summary: 'Devices that are signed in',
      answers: { 200: [pageOf(sessionInfoSchema), 'All of them.'] },
    }),
    async (c) => {
      const { sessions } = await c.env.gateway.calls.auth.listSessions({}, userCall(c));
      return c.json({ items: sessions.map(toPublicSessionInfo), nextCursor: null });
    },
  )
  .delete(
    '/sessions',
    operation({
      tag: 'Accounts',
      id: 'revokeOtherSessions',
      summary: 'End all other sessions',
      answers: { 204: 'They have ended.' },
    }),
    async (c) => {
      await c.env.gateway.calls.auth.revokeOtherSessions({}, userCall(c));
      return c.body(null, 204);
    },
  )
  .delete(
    '/sessions/:id',
    operation({ tag: 'Accounts', id: 'revokeSession', summary: 'End one session', answers: { 204: 'It has ended.' } }),
    ids('id'),
    async (c) => {
      await c.env.gateway.calls.auth.revokeSession({ sessionId: c.req.valid('param').id }, userCall(c));
      return c.body(null, 204);
    },
  );

/** The session with the profile of the person it is for. */
async function toSession(c: Context<GatewayEnv>, grant: Plain<SessionGrant>): Promise<Session> {
  const { accessToken, refreshToken, expiresIn, sessionId, userId, isNewUser } = grant;
  const { users } = await c.env.gateway.calls.user.getUsers({ viewerId: userId, userIds: [userId] }, gatewayCall(c));
  const user = users[0] === undefined ? unknownPerson(userId) : toPublicUser(users[0]);
  return { accessToken, refreshToken, expiresIn, sessionId, user, isNewUser };
}
