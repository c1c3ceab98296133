import { Hono } from 'hono';
import { gatewayCall } from '../call.ts';
import type { GatewayEnv } from '../gateway.ts';

/** What other programs verify access tokens with (RFC 7517). */
export const wellKnownRoutes = new Hono<GatewayEnv>().get('/.well-known/jwks.json', async (c) => {
  const { jwks } = await c.env.gateway.calls.auth.jwks({}, gatewayCall(c));
  return c.body(jwks, 200, { 'content-type': 'application/jwk-set+json', 'cache-control': 'public, max-age=300' });
});
