import { fail } from '@parley/protocol/errors';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { GatewayEnv } from '../gateway.ts';

/** All that may be asked for without an access token. Everything else needs one, whoever adds it. */
export const PUBLIC_ROUTES: ReadonlySet<string> = new Set([
  'POST /api/v1/auth/otp',
  'POST /api/v1/auth/otp/verify',
  'POST /api/v1/auth/register',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/refresh',
  'GET /api/v1/openapi.json',
  'GET /api/v1/asyncapi.json',
]);

const BEARER = /^Bearer +(\S+)$/i;

/** Verifies the access token of every request that meets a route; where there is none, that is for others to say. */
export const authenticate = createMiddleware<GatewayEnv>(async (c, next) => {
  const route = matchedRoutes(c).findLast((match) => match.method !== 'ALL');
  if (route !== undefined && !PUBLIC_ROUTES.has(`${route.method} ${route.path}`)) {
    const token = BEARER.exec(c.req.header('authorization') ?? '')?.[1];
    if (token === undefined) throw fail('auth.unauthenticated');
    const { userId, sessionId } = await c.env.gateway.tokens.verify(token);
    c.set('user', { userId, sessionId });
  }
  await next();
});
