import { type Call, serviceCall } from '@parley/kernel/call';
import { currentTraceparent } from '@parley/kernel/tracing';
import { fail } from '@parley/protocol/errors';
import type { Context } from 'hono';
import type { GatewayEnv } from './gateway.ts';

/** Ms after which the gateway no longer waits for a service. */
const DEADLINE_MS = 15_000;

type Ctx = Context<GatewayEnv>;

/** The verified user of a request. Routes that need one are only reached with one. */
export function userOf(c: Ctx): { readonly userId: string; readonly sessionId: string } {
  const user = c.get('user');
  if (user === undefined) throw fail('auth.unauthenticated');
  return user;
}

/** A call on behalf of the verified user. */
export function userCall(c: Ctx): Call {
  return { caller: { kind: 'user', ...userOf(c) }, ...travelling(c) };
}

/** A call of somebody who has yet to say who they are. */
export function anonymousCall(c: Ctx): Call {
  return { caller: { kind: 'anonymous', address: c.get('address') }, ...travelling(c) };
}

/** A call of the gateway itself, to a method that takes batches and is told whom it is about. */
export function gatewayCall(c: Ctx): Call {
  return serviceCall('gateway', { caller: { kind: 'service', name: 'gateway' }, ...travelling(c) });
}

function travelling(c: Ctx): Omit<Call, 'caller'> {
  return {
    requestId: c.get('requestId'),
    traceparent: currentTraceparent() ?? c.req.header('traceparent'),
    deadline: c.env.gateway.clock.now() + DEADLINE_MS,
  };
}
