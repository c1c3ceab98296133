import { inSpan } from '@parley/kernel/tracing';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { GatewayEnv } from '../gateway.ts';

/** Measures and traces each request by its route. */
export const observe = createMiddleware<GatewayEnv>(async (c, next) => {
  const { clock, observe: record } = c.env.gateway;
  const { method } = c.req;
  const route = matchedRoutes(c).findLast((match) => match.method !== 'ALL')?.path ?? 'other';
  const startedAt = clock.now();
  const attributes = { 'http.request.method': method, 'http.route': route };
  await inSpan(
    `${method} ${route}`,
    attributes,
    async (span) => {
      await next();
      span.setAttribute('http.response.status_code', c.res.status);
    },
    c.req.header('traceparent'),
  );
  record({ method, route, status: c.res.status }, (clock.now() - startedAt) / 1000);
});
