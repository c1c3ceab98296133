import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { GatewayEnv } from './gateway.ts';
import { authenticate } from './middleware/authenticate.ts';
import { crossOrigin } from './middleware/cross-origin.ts';
import { onError } from './middleware/errors.ts';
import { jsonBody } from './middleware/json-body.ts';
import { observe } from './middleware/observe.ts';
import { rateLimit } from './middleware/rate-limit.ts';
import { requestId } from './middleware/request-id.ts';
import { securityHeaders } from './middleware/security-headers.ts';
import { notFound } from './not-found.ts';
import { apiRoutes } from './routes/api.ts';
import { documentRoutes } from './routes/documents.ts';
import { wellKnownRoutes } from './routes/well-known.ts';

/** Answers of the API are about one person at one moment. */
const notStored = createMiddleware<GatewayEnv>(async (c, next) => {
  await next();
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
});

/** The public HTTP application. What it works with comes with each request, as its bindings. */
export function createApp(): Hono<GatewayEnv> {
  const app = new Hono<GatewayEnv>();
  app.use(requestId, observe, securityHeaders);
  app.use('/api/*', crossOrigin, notStored, rateLimit, authenticate, jsonBody);
  app.route('/', documentRoutes);
  app.route('/', wellKnownRoutes);
  app.route('/', apiRoutes);
  app.notFound(notFound(app));
  app.onError(onError);
  return app;
}
