import type { DescMethod, DescMethodUnary, DescService } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { Call } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import { AppError } from '@parley/kernel/errors';
import { currentTraceparent, inSpan } from '@parley/kernel/tracing';
import type { InternalTokens } from '../internal/internal-token.ts';
import { writeCall } from '../wire/call-headers.ts';
import { jsonCodec } from '../wire/json-codec.ts';
import { methodPath } from '../wire/method-path.ts';
import type { AddressPool } from './address-pool.ts';
import type { Attempting } from './attempts.ts';
import { type ClientTls, exchange } from './exchange.ts';
import { gatherBatches } from './gather.ts';
import type { RemoteMetrics } from './remote-metrics.ts';
import { routeOf } from './routing.ts';
import { callInParts } from './split.ts';

/** Ms that a call may take in all, where its maker sets no deadline. */
const DEFAULT_TIMEOUT = 10_000;

export interface RemoteClientContext {
  readonly clock: Clock;
  readonly tokens: InternalTokens;
  readonly tls: ClientTls | undefined;
  readonly traced: boolean;
  readonly metrics: RemoteMetrics;
}

/** Where the calls of one service go. */
export interface RemoteService {
  readonly pool: AddressPool;
  readonly attempts: Attempting;
}

export type Handle = (request: never, call: Call) => Promise<unknown>;

/** The client of a contract whose implementation runs in other processes, of the same type as the one in this process. */
export function remoteClient(
  contract: DescService,
  service: RemoteService,
  context: RemoteClientContext,
): Readonly<Record<string, Handle>> {
  const methods = contract.methods.filter((method): method is DescMethodUnary => method.methodKind === 'unary');
  return Object.freeze(
    Object.fromEntries(methods.map((method) => [method.localName, remoteMethod(contract, method, service, context)])),
  );
}

/** Whether a method may be carried out twice as well as once: what the contract says of it. */
export const isRepeatable = (method: DescMethod): boolean =>
  method.idempotency === MethodOptions_IdempotencyLevel.IDEMPOTENT ||
  method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS;

function remoteMethod(
  contract: DescService,
  method: DescMethodUnary,
  { pool, attempts }: RemoteService,
  { clock, tokens, tls, traced, metrics }: RemoteClientContext,
): Handle {
  const name = `${contract.name}.${method.name}`;
  const path = methodPath(method);
  const requests = jsonCodec(method.input);
  const answers = jsonCodec(method.output);
  const repeatable = isRepeatable(method);
  const route = routeOf(contract, method.localName);
  const observe = metrics.method(contract.name, method.name);

  function callPartition(request: unknown, call: Call, deadline: number, partition: number | undefined): Promise<unknown> {
    const body = requests.encode(request);
    return attempts.run({
      repeatable,
      partition,
      deadline,
      async attempt(address, signal, timeLeft) {
        const headers = {
          ...writeCall(call, timeLeft),
          authorization: await tokens.header(),
          'content-type': 'application/json',
          'connect-protocol-version': '1',
        };
        return exchange(address, { path, headers, body, repeatable }, answers, { signal, tls });
      },
    });
  }

  const gather =
    route?.kind === 'split'
      ? gatherBatches(route, clock, (part, call, partition) => callPartition(part, call, call.deadline ?? Infinity, partition))
      : undefined;

  async function invoke(request: unknown, call: Call): Promise<unknown> {
    const deadline = call.deadline ?? clock.now() + DEFAULT_TIMEOUT;
    const from = performance.now();
    try {
      const answer =
        route?.kind === 'split' && gather !== undefined
          ? await callInParts(route, request, pool, (items, address, partition) =>
              gather(items, { ...call, deadline }, address, partition),
            )
          : await callPartition(request, call, deadline, route?.partitionOf(request));
      observe((performance.now() - from) / 1000, 'ok');
      return answer;
    } catch (error) {
      observe((performance.now() - from) / 1000, error instanceof AppError && error.status < 500 ? 'refused' : 'error');
      throw error;
    }
  }

  return traced
    ? (request, call) =>
        inSpan(
          `${name} (client)`,
          { 'rpc.system': 'connect_rpc', 'rpc.method': name },
          () => invoke(request, { ...call, traceparent: currentTraceparent() ?? call.traceparent }),
          call.traceparent,
        )
    : invoke;
}
