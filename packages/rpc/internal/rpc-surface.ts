import { Code, ConnectError } from '@connectrpc/connect';
import type { Clock } from '@parley/kernel/clock';
import { AppError } from '@parley/kernel/errors';
import { pathOf } from '@parley/kernel/http-listener';
import type { Logger } from '@parley/kernel/logger';
import type { HttpSurface } from '@parley/kernel/module';
import { withRequest } from '@parley/kernel/request-context';
import { fail } from '@parley/protocol/errors';
import { headerNames, readCall } from '../wire/call-headers.ts';
import { encodeFailure, toConnectError } from '../wire/error-codec.ts';
import { WireError } from '../wire/json-codec.ts';
import { CALLABLE_PATH } from './callable-path.ts';
import type { InternalVerifier } from './internal-token.ts';
import type { ServedMethods } from './served-methods.ts';

/** Said by every answer, so that the listener adds nothing. */
const JSON_HEADERS = { 'content-type': 'application/json', 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

export interface RpcSurfaceContext {
  readonly methods: ServedMethods;
  readonly verifier: InternalVerifier;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Why no call is taken now: the process has yet to start, or is about to end. */
  readonly closedFor: () => 'starting' | 'draining' | undefined;
  /** Answers what isn't JSON: the other formats of the Connect protocol, for clients of other makers. */
  readonly foreign: (request: Request) => Promise<Response>;
  /** Called for each request that could not prove where it comes from. */
  readonly onStranger: () => void;
}

/** Answers the calls of other processes of the installation: unary calls of the Connect protocol, and nothing to anybody else. */
export function rpcSurface(context: RpcSurfaceContext): HttpSurface {
  const { methods, verifier, clock, closedFor } = context;

  function refuse(error: ConnectError, notExecuted?: string): Response {
    const { status, body } = encodeFailure(error);
    const headers = notExecuted === undefined ? JSON_HEADERS : { ...JSON_HEADERS, [headerNames.notExecuted]: notExecuted };
    return new Response(body, { status, headers });
  }

  function closed(reason: 'starting' | 'draining'): Response {
    return refuse(new ConnectError(`The process is ${reason}.`, Code.Unavailable), reason);
  }

  async function answer(request: Request): Promise<Response> {
    const verified = verifier.verify(request.headers.get('authorization'));
    const sender = verified instanceof Promise ? await verified : verified;
    if (sender === undefined) {
      context.onStranger();
      return refuse(new ConnectError('Calls need a token of this installation.', Code.Unauthenticated));
    }
    const reason = closedFor();
    if (reason !== undefined) return closed(reason);
    const path = pathOf(request.url);
    const served = methods.find(path);
    if (served === 'starting') return closed('starting');
    if (served === undefined) return refuse(new ConnectError(`There is no method ${path} here.`, Code.Unimplemented));
    if (request.method !== 'POST' || !isJson(request.headers)) return context.foreign(request);

    const call = readCall(request.headers, sender, clock.now());
    const message = served.requests.decode(await request.text());
    const result = withRequest({ requestId: call.requestId }, () => served.handle(message as never, call));
    return new Response(served.answers.encode(await within(result, call.deadline, clock)), { headers: JSON_HEADERS });
  }

  return {
    prefix: '/',
    async fetch(request) {
      try {
        return await answer(request);
      } catch (error) {
        if (error instanceof AppError) return refuse(toConnectError(error));
        if (error instanceof WireError) return refuse(new ConnectError(error.message, Code.InvalidArgument));
        context.logger.error({ err: error, path: pathOf(request.url) }, 'an internal call failed');
        return refuse(toConnectError(fail('internal.error')));
      }
    },
  };
}

/** `CALLABLE_PATH`, which whoever balances calls asks. */
export function callableSurface(closedFor: RpcSurfaceContext['closedFor']): HttpSurface {
  return {
    prefix: CALLABLE_PATH,
    fetch() {
      const reason = closedFor();
      return Response.json(
        { status: reason ?? 'ok' },
        { status: reason === undefined ? 200 : 503, headers: { 'cache-control': 'no-store' } },
      );
    },
  };
}

function isJson(headers: Headers): boolean {
  const type = headers.get('content-type');
  return (
    (type === 'application/json' || /^application\/json\s*;\s*charset=utf-8$/i.test(type ?? '')) &&
    !headers.has('content-encoding')
  );
}

/** What `result` becomes, or `internal.timeout` when nobody waits for it any more. */
function within<T>(result: Promise<T>, deadline: number | undefined, clock: Clock): Promise<T> {
  if (deadline === undefined) return result;
  return new Promise((resolve, reject) => {
    const cancel = clock.schedule(Math.max(0, deadline - clock.now()), () => reject(fail('internal.timeout')));
    result.then(resolve, reject).finally(cancel);
  });
}
