import { createMiddleware } from 'hono/factory';
import type { GatewayEnv } from '../gateway.ts';

/** Seconds: a year. Other hosts below this name are their owner's to decide on. */
const HSTS = 'max-age=31536000';

const PERMISSIONS = [
  'camera=(self)',
  'microphone=(self)',
  'geolocation=(self)',
  'display-capture=(self)',
  'browsing-topics=()',
  'payment=()',
  'usb=()',
  'serial=()',
  'hid=()',
  'midi=()',
].join(', ');

/** What a host may look like before it is put into a header. */
const HOST = /^[\w.:[\]-]+$/;

/**
 * Headers that keep a browser from doing what this server never asks of it (requirement E3). A route that needs another
 * policy sets its own.
 */
export const securityHeaders = createMiddleware<GatewayEnv>(async (c, next) => {
  await next();
  const { headers } = c.res;
  if (!headers.has('content-security-policy'))
    headers.set('content-security-policy', contentSecurityPolicy(c.req.header('host')));
  headers.set('x-content-type-options', 'nosniff');
  headers.set('x-frame-options', 'DENY');
  headers.set('referrer-policy', 'same-origin');
  headers.set('permissions-policy', PERMISSIONS);
  headers.set('cross-origin-opener-policy', 'same-origin');
  if (c.env.gateway.https) headers.set('strict-transport-security', HSTS);
});

/** The policy of the web client: everything from this origin, and its own pictures and recordings. */
function contentSecurityPolicy(host: string | undefined): string {
  // `'self'` covers WebSockets of this origin in current browsers only; older ones need them named.
  const sockets = host !== undefined && HOST.test(host) ? ` ws://${host} wss://${host}` : '';
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self'${sockets}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
