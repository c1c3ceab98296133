import { inSpan } from '@parley/kernel/tracing';
import { createMiddleware } from 'hono/factory';
import { matchedRoutes } from 'hono/route';
import type { GatewayEnv } from '../gateway.ts';

/** Measures, traces and logs each request by its route. */
export const observe = createMiddleware<GatewayEnv>(async (c, next) => {
  const { clock, logger, observe: record } = c.env.gateway;
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
  const took = clock.now() - startedAt;
  record({ method, route, status: c.res.status }, took / 1000);
  logger.debug({ method, route, status: c.res.status, took_ms: took }, 'request');
});
