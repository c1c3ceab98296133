import type { DescService } from '@bufbuild/protobuf';
import type { Call } from '@parley/kernel/call';
import { type Clock, systemClock } from '@parley/kernel/clock';
import type { MethodImplementation, ServiceClient } from '@parley/kernel/contract';
import { type Listener, listen } from '@parley/kernel/http-listener';
import { createMeter } from '@parley/kernel/prometheus';
import { silentLogger } from '@parley/testkit/test-logger';
import { Registry } from 'prom-client';
import { createDirectory } from '../directory.ts';
import { foreignCalls } from '../internal/foreign-routes.ts';
import { internalTokens, internalVerifier } from '../internal/internal-token.ts';
import { callableSurface, rpcSurface } from '../internal/rpc-surface.ts';
import type { ClientTls } from '../remote/exchange.ts';
import { createRemote, type RemoteOptions } from '../remote/remote.ts';

export const SECRET = 'a secret of the tests that is long enough';

type Handler = (request: never, call: Call) => Promise<unknown>;

/** A process that others call. */
export interface TestProcess {
  readonly url: string;
  readonly port: number;
  /** What it answers to calls from now on; undefined: as usual. */
  close(reason: 'starting' | 'draining' | undefined): void;
  /** Ends it at once, with whatever is under way. */
  kill(): Promise<void>;
}

export interface ProcessOptions {
  readonly contract: DescService;
  /** Only the methods that the test is about. Any kind of caller may call them. */
  readonly methods: Readonly<Record<string, Handler>>;
  readonly port?: number;
  readonly secrets?: readonly string[];
  readonly tls?: ClientTls;
  readonly clock?: Clock;
}

/** Starts a listener for internal calls, as a process of the installation has one. */
export function startProcess({
  contract,
  methods,
  port = 0,
  secrets = [SECRET],
  tls,
  clock = systemClock,
}: ProcessOptions): TestProcess {
  const directory = createDirectory({ logger: silentLogger, meter: createMeter(new Registry()), clock, traced: false });
  const implementation = Object.fromEntries(
    Object.entries(methods).map(([name, handle]) => [
      name,
      { allow: ['user', 'service', 'anonymous'], handle } satisfies MethodImplementation<never, unknown>,
    ]),
  );
  directory.serve({ contract, implementation });
  directory.allServed?.();
  let closed: 'starting' | 'draining' | undefined;
  const serving = { methods: directory.served, verifier: internalVerifier(secrets, clock), clock };
  const surface = rpcSurface({
    ...serving,
    logger: silentLogger,
    closedFor: () => closed,
    foreign: foreignCalls(serving),
    onStranger: () => undefined,
  });
  const listener: Listener = listen({
    hostname: '127.0.0.1',
    port,
    logger: silentLogger,
    maxBody: 64 * 1024 * 1024,
    tls,
    surfaces: [surface, callableSurface(() => closed)],
  });
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${listener.port}`,
    port: listener.port,
    close(reason) {
      closed = reason;
    },
    kill: () => listener.stop(true),
  };
}

/** A process that calls others. */
export interface TestCaller<S extends DescService> {
  readonly client: ServiceClient<S>;
  readonly registry: Registry;
  unreachable(): Promise<string[]>;
  stop(): void;
}

/** Makes a client of a contract that is offered at some addresses. */
export function startCaller<S extends DescService>(
  contract: S,
  urls: readonly string[],
  options: Partial<Pick<RemoteOptions, 'clock' | 'tls' | 'patience' | 'resolveHost' | 'traced'>> & {
    readonly secret?: string;
  } = {},
): TestCaller<S> {
  const { clock = systemClock, secret = SECRET } = options;
  const registry = new Registry();
  const remote = createRemote({
    logger: silentLogger,
    meter: createMeter(registry),
    traced: false,
    tls: undefined,
    resolveHost: () => Promise.resolve(['127.0.0.1']),
    random: Math.random,
    ...options,
    clock,
    urlsOf: () => urls,
    tokens: internalTokens(secret, 'test', clock),
  });
  return {
    client: remote.client(contract) as ServiceClient<S>,
    registry,
    unreachable: () => remote.unreachable(),
    stop: () => remote.stop(),
  };
}
