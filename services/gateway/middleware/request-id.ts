import { withRequest } from '@parley/kernel/request-context';
import { createMiddleware } from 'hono/factory';
import type { GatewayEnv } from '../gateway.ts';

/** What an id that came with the request may look like: short, and harmless in a log line. */
const SANE = /^[\w.:-]{8,64}$/;

/** Gives each request an id, or keeps the one it came with, and works out where it came from. Every answer names the id. */
export const requestId = createMiddleware<GatewayEnv>(async (c, next) => {
  const { gateway, peerAddress } = c.env;
  const given = c.req.header('x-request-id');
  const id = given !== undefined && SANE.test(given) ? given : gateway.ids.uuid();
  c.set('requestId', id);
  c.set('address', gateway.clientAddress(peerAddress, c.req.header('x-forwarded-for')));
  await withRequest({ requestId: id }, next);
  c.res.headers.set('x-request-id', id);
});
