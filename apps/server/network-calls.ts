import { ConfigError } from '@parley/kernel/config';
import { listen } from '@parley/kernel/http-listener';
import type { OptionValues } from '@parley/kernel/options';
import { createDirectory } from '@parley/rpc/directory';
import { listenGrpc } from '@parley/rpc/grpc/grpc-listener';
import { foreignCalls } from '@parley/rpc/internal/foreign-routes';
import { internalTokens, internalVerifier } from '@parley/rpc/internal/internal-token';
import { callableSurface, rpcSurface } from '@parley/rpc/internal/rpc-surface';
import { createRemote, type Remote } from '@parley/rpc/remote/remote';
import { systemResolve } from '@parley/rpc/remote/resolve';
import { rpcOptions } from '@parley/rpc/rpc-options';
import { serviceOf } from '@parley/rpc/service-of';
import type { InternalCalls, InternalCallsContext } from './internal-calls.ts';
import { readInternalTls } from './internal-tls.ts';

/** Bytes. Batches of sends are far smaller; what is larger is a fault. */
const MAX_CALL = 64 * 1024 * 1024;
/** Ports of the internal listeners where nothing is said, for processes that run one service each on machines of their own. */
const PORTS: Readonly<Record<string, number>> = {
  gateway: 9080,
  auth: 9081,
  user: 9082,
  chat: 9083,
  message: 9084,
  realtime: 9087,
  presence: 9088,
  processor: 9089,
  scheduler: 9090,
};

interface Place {
  /** The targets of this process, and whether there are no others. */
  readonly running: readonly string[];
  readonly alone: boolean;
  /** The first signs; all are believed. */
  readonly secrets: readonly [string, ...string[]];
}

/** Calls over the network, in both directions. */
export function networkCalls(context: InternalCallsContext, { running, alone, secrets }: Place): InternalCalls {
  const { config, clock, logger, meter } = context;
  const options = config.valuesOf(rpcOptions);
  const tls = readInternalTls(options);
  const remote = alone ? undefined : remoteServices();
  const has: (contract: Parameters<typeof serviceOf>[0]) => boolean = (contract) => !running.includes(serviceOf(contract));
  const directory = createDirectory({
    ...context,
    ...(remote === undefined ? {} : { elsewhere: { has, client: (contract) => remote.client(contract) } }),
  });
  const hostname = options.internalHost ?? context.hostname;
  const methods = directory.served;
  const verifier = internalVerifier(secrets, clock);
  const closedFor = (): 'starting' | 'draining' | undefined =>
    context.draining() ? 'draining' : methods.isComplete ? undefined : 'starting';

  function remoteServices(): Remote {
    const urls = urlsOfServices(options, tls !== undefined);
    return createRemote({
      ...context,
      tls,
      tokens: internalTokens(secrets[0], running.join('+'), clock),
      urlsOf: (service) => urls[service] ?? [],
      resolveHost: systemResolve,
      random: Math.random,
    });
  }

  return {
    directory,
    listen(surfaces) {
      const port = options.internalPort ?? (alone ? undefined : defaultPort(running));
      if (port === undefined) return undefined;
      const strangers = meter.counter(
        'parley_rpc_strangers_total',
        'Calls refused because they did not prove to be of this installation.',
      );
      const serving = { methods, verifier, clock };
      const calls = rpcSurface({
        ...serving,
        logger,
        closedFor,
        foreign: foreignCalls(serving),
        onStranger: () => strangers.inc(),
      });
      const listener = listen({
        hostname,
        port,
        logger,
        tls,
        maxBody: MAX_CALL,
        flag: '--internal-port',
        surfaces: [calls, callableSurface(closedFor), ...surfaces],
      });
      logger.info({ address: listener.url }, 'other processes can call this one');
      return listener;
    },
    async listenGrpc() {
      if (options.grpcPort === undefined) return undefined;
      const listener = await listenGrpc({
        hostname: options.grpcHost ?? hostname,
        port: options.grpcPort,
        tls,
        methods,
        verifier,
        clock,
        closedFor,
      });
      logger.info({ address: listener.url }, 'tools can call this process by gRPC');
      return listener;
    },
    async unready(runtime) {
      // Only who serves people is taken out of rotation by the lack of others: else one that is away would take all with it.
      if (runtime.surfaces.length === 0) return [];
      return ((await remote?.unreachable()) ?? []).map((module) => ({ module, reason: 'takes no calls' }));
    },
    stop: () => remote?.stop(),
  };
}

/** Base URLs by service. The names that are assumed where nothing is said follow the way in which calls are made. */
function urlsOfServices(options: OptionValues<typeof rpcOptions>, secure: boolean): Readonly<Record<string, readonly string[]>> {
  const given = {
    auth: options.authUrl,
    user: options.userUrl,
    chat: options.chatUrl,
    message: options.messageUrl,
    presence: options.presenceUrl,
  };
  const assumed: readonly unknown[] = Object.values(rpcOptions).map((spec) => ('default' in spec ? spec.default : undefined));
  const problems: string[] = [];
  const urls = Object.entries(given).map(([service, list]) => {
    const named = assumed.includes(list) && secure ? list.map((url) => url.replace(/^http:/, 'https:')) : list;
    for (const url of named) {
      const protocol = URL.parse(url)?.protocol;
      if (protocol === (secure ? 'https:' : 'http:')) continue;
      problems.push(
        `PARLEY_${service.toUpperCase()}_URL has ${JSON.stringify(url)}; it must be a URL that starts with ${secure ? 'https:// as PARLEY_INTERNAL_TLS_* is set' : 'http:// unless PARLEY_INTERNAL_TLS_* is set'}.`,
      );
    }
    return [service, named] as const;
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(urls);
}

function defaultPort(running: readonly string[]): number {
  const [only, ...more] = running;
  const port = only === undefined || more.length > 0 ? undefined : PORTS[only];
  if (port !== undefined) return port;
  throw new ConfigError([
    `PARLEY_INTERNAL_PORT is not set. This process runs ${running.join(', ')}, which others must be able to call.`,
  ]);
}
