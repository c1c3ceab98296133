import { fail } from '@parley/protocol/errors';
import { limitKey } from '@parley/rpc/client-address';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { GatewayEnv } from '../gateway.ts';

/** Requests per second and address (requirement E2). */
const API = { perSecond: 100, burst: 100 } as const;
const AUTH = { perSecond: 10, burst: 10 } as const;

/** Limits what one address may ask for, across all gateways; while they can't count together, of each by itself. */
export const rateLimit = createMiddleware<GatewayEnv>(async (c, next) => {
  if (c.env.gateway.rateLimits) {
    const address = limitKey(c.get('address'));
    await check(c, `ratelimit:${address}`, API);
    if (c.req.path.startsWith('/api/v1/auth/')) await check(c, `ratelimit:auth:${address}`, AUTH);
  }
  await next();
});

async function check(c: Context<GatewayEnv>, key: string, rule: typeof API | typeof AUTH): Promise<void> {
  const { cache, logger } = c.env.gateway;
  const verdict = await cache.limit(key, rule).catch((error: unknown) => {
    // A fault here keeps the door open: the limits that guard passwords and codes are the auth service's.
    logger.warn({ err: error }, 'the rate limit could not be checked');
    return { allowed: true, retryAfterMs: 0 };
  });
  if (!verdict.allowed) throw fail('rate.limited', { retryAfter: verdict.retryAfterMs / 1000 });
}
