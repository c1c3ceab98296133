import { cors } from 'hono/cors';
import { createMiddleware } from 'hono/factory';
import type { GatewayEnv } from '../gateway.ts';

/** Seconds that a browser may remember a preflight's answer. */
const MAX_AGE = 600;

/** Lets the pages of the listed origins use the API. To all others a browser refuses the answers, as nothing allows them. */
export const crossOrigin = createMiddleware<GatewayEnv>((c, next) =>
  cors({
    origin: (origin) => (c.env.gateway.corsOrigins.includes(origin) ? origin : null),
    allowMethods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    allowHeaders: ['authorization', 'content-type', 'traceparent', 'x-request-id'],
    exposeHeaders: ['x-request-id', 'retry-after'],
    maxAge: MAX_AGE,
  })(c, next),
);
