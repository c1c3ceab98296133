import { fail } from '@parley/protocol/errors';
import type { Context, Hono } from 'hono';
import type { GatewayEnv } from './gateway.ts';
import { problemResponse } from './problem-response.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
/** Paths that are never pages of the web client. */
const NOT_A_PAGE = /^\/(api|ws|docs|health|metrics|\.well-known)(\/|$)/;

/** Answers what no route does: the web client's files and pages, 405 where another method would do, else 404. */
export function notFound(app: Hono<GatewayEnv>) {
  return async (c: Context<GatewayEnv>): Promise<Response> => {
    const { method, path } = c.req;
    if ((method === 'GET' || method === 'HEAD') && !NOT_A_PAGE.test(path)) {
      const page = await c.env.gateway.webClient.respond(c.req.raw, path);
      if (page !== undefined) return page;
    }
    const allowed = METHODS.filter((candidate) => hasRoute(app, candidate, path));
    if (allowed.length === 0) return problemResponse(fail('request.not_found'), c.get('requestId'));
    const answer = problemResponse(fail('request.method_not_allowed'), c.get('requestId'));
    answer.headers.set('allow', allowed.includes('GET') ? ['HEAD', ...allowed].join(', ') : allowed.join(', '));
    return answer;
  };
}

function hasRoute(app: Hono<GatewayEnv>, method: string, path: string): boolean {
  const [matches] = app.router.match(method, path);
  return matches.some(([[, route]]) => route.method === method);
}
