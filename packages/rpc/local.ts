import type { DescMethod, DescService } from '@bufbuild/protobuf';
import type { Call } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { MethodImplementation, ServiceOffer } from '@parley/kernel/contract';
import { AppError } from '@parley/kernel/errors';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import { currentTraceparent, inSpan } from '@parley/kernel/tracing';
import { fail } from '@parley/protocol/errors';

export interface LocalOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  readonly traced: boolean;
  /** Labelled by service, method and outcome. */
  readonly durations: ReturnType<Meter['histogram']>;
}

type Handle = (request: never, call: Call) => Promise<unknown>;
type Implementation = ServiceOffer['implementation'];

/** A contract within this process: its client, and the implementation once that runs. */
export interface LocalService {
  readonly client: Readonly<Record<string, Handle>>;
  /** Sends the client's calls to an implementation from now on. Until then they fail with `internal.unavailable`. */
  bind(implementation: Implementation): void;
}

/**
 * The client of a contract whose implementation runs in this process: it passes requests and answers as they are. Each call
 * is refused unless the method allows its caller (`internal.forbidden`) and somebody still waits for it (`internal.timeout`);
 * an error that isn't part of the protocol becomes `internal.error`, and its cause is logged here and goes no further.
 */
export function createLocalClient(contract: DescService, options: LocalOptions): LocalService {
  let implementation: Implementation | undefined;
  const client = Object.fromEntries(
    contract.methods
      .filter(({ methodKind }) => methodKind === 'unary')
      .map((method) => [method.localName, createMethod(contract, method, () => implementation?.[method.localName], options)]),
  );
  return {
    client: Object.freeze(client),
    bind(offered) {
      if (implementation !== undefined) throw new Error(`${contract.typeName} is offered by two modules`);
      implementation = offered;
    },
  };
}

function createMethod(
  contract: DescService,
  method: DescMethod,
  find: () => MethodImplementation<never, unknown> | undefined,
  { logger, clock, traced, durations }: LocalOptions,
): Handle {
  const service = contract.name;
  const name = `${service}.${method.name}`;
  const succeeded = durations.labels(service, method.name, 'ok');
  const failed = durations.labels(service, method.name, 'error');

  function toAppError(error: unknown, call: Call): AppError {
    if (error instanceof AppError) return error;
    logger.error({ err: error, method: name, request_id: call.requestId }, 'a call failed');
    return fail('internal.error', { cause: error });
  }

  async function invoke(request: never, call: Call): Promise<unknown> {
    const target = find();
    if (target === undefined) throw fail('internal.unavailable');
    if (!target.allow.includes(call.caller.kind)) throw fail('internal.forbidden');
    if (call.deadline !== undefined && call.deadline <= clock.now()) throw fail('internal.timeout');
    const from = performance.now();
    try {
      const answer = await target.handle(request, call);
      succeeded.observe((performance.now() - from) / 1000);
      return answer;
    } catch (error) {
      failed.observe((performance.now() - from) / 1000);
      throw toAppError(error, call);
    }
  }

  return traced
    ? (request, call) =>
        inSpan(
          name,
          { 'rpc.system': 'parley', 'rpc.method': name },
          // What the method calls in turn is below its own span.
          () => invoke(request, { ...call, traceparent: currentTraceparent() ?? call.traceparent }),
          call.traceparent,
        )
    : invoke;
}
