import { readFileSync } from 'node:fs';
import { type Config, ConfigError } from '@parley/kernel/config';
import { type Listener, listen } from '@parley/kernel/http-listener';
import type { AnyModule, HttpSurface, ModuleEnvironment } from '@parley/kernel/module';
import type { OptionValues } from '@parley/kernel/options';
import type { Runtime } from '@parley/kernel/runtime';
import { createDirectory, type Directory } from '@parley/rpc/directory';
import { foreignCalls } from '@parley/rpc/internal/foreign-routes';
import { internalTokens, internalVerifier, MIN_SECRET_LENGTH } from '@parley/rpc/internal/internal-token';
import { callableSurface, rpcSurface } from '@parley/rpc/internal/rpc-surface';
import type { ClientTls } from '@parley/rpc/remote/exchange';
import { createRemote, type Remote } from '@parley/rpc/remote/remote';
import { systemResolve } from '@parley/rpc/remote/resolve';
import { rpcOptions } from '@parley/rpc/rpc-options';
import { serviceOf } from '@parley/rpc/service-of';
import { requireSharedEngines } from './split-settings.ts';

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
};

interface InternalCallsContext extends ModuleEnvironment {
  readonly config: Config;
  /** All there are, and those that this process runs. */
  readonly modules: readonly AnyModule[];
  readonly planned: readonly AnyModule[];
  readonly traced: boolean;
  /** Address of the public listener, which the internal one takes where it has none. */
  readonly hostname: string;
  readonly draining: () => boolean;
}

/** How this process calls others and is called by them. In a process that runs everything there is only the directory. */
export interface InternalCalls {
  readonly directory: Directory;
  /**
   * Opens the internal listener, where there is one to open.
   * @param surfaces Answered beside calls.
   * @throws ListenError
   */
  listen(surfaces: readonly HttpSurface[]): Listener | undefined;
  /** What keeps this process from serving people: services elsewhere that take no calls. */
  unready(runtime: Runtime): Promise<{ module: string; reason: string }[]>;
  stop(): void;
}

/** @throws ConfigError where something is missing that a process needs to work with others */
export function internalCalls(context: InternalCallsContext): InternalCalls {
  const { config, planned, clock, logger, meter, traced } = context;
  const options = config.valuesOf(rpcOptions);
  const running = planned.filter(({ target }) => target).map(({ name }) => name);
  const alone = context.modules.every(({ name, target }) => !target || running.includes(name));
  if (!alone) requireSharedEngines(config, planned);
  const secrets = checkedSecrets(options, alone);
  const tls = readTls(options);

  const remote = alone || secrets === undefined ? undefined : remoteServices(context, options, secrets[0], tls, running);
  const directory = createDirectory({
    logger,
    meter,
    clock,
    traced,
    ...(remote === undefined
      ? {}
      : {
          elsewhere: {
            has: (contract) => !running.includes(serviceOf(contract)),
            client: (contract) => remote.client(contract),
          },
        }),
  });
  const closedFor = (): 'starting' | 'draining' | undefined =>
    context.draining() ? 'draining' : directory.served.isComplete ? undefined : 'starting';

  return {
    directory,
    listen(surfaces) {
      const port = options.internalPort ?? (alone ? undefined : defaultPort(running));
      if (port === undefined || secrets === undefined) return undefined;
      const verifier = internalVerifier(secrets, clock);
      const strangers = meter.counter(
        'parley_rpc_strangers_total',
        'Calls refused because they proved not to be of this installation.',
      );
      const serving = { methods: directory.served, verifier, clock };
      const calls = rpcSurface({
        ...serving,
        logger,
        closedFor,
        foreign: foreignCalls(serving),
        onStranger: () => strangers.inc(),
      });
      const hostname = options.internalHost ?? context.hostname;
      const listener = listen({
        hostname,
        port,
        logger,
        tls,
        maxBody: MAX_CALL,
        surfaces: [calls, callableSurface(closedFor), ...surfaces],
      });
      logger.info({ address: listener.url }, 'other processes can call this one');
      return listener;
    },
    async unready(runtime) {
      if (runtime.surfaces.length === 0) return [];
      return ((await remote?.unreachable()) ?? []).map((module) => ({ module, reason: 'takes no calls' }));
    },
    stop: () => remote?.stop(),
  };
}

function remoteServices(
  { clock, logger, meter, traced }: InternalCallsContext,
  options: OptionValues<typeof rpcOptions>,
  secret: string,
  tls: ClientTls | undefined,
  running: readonly string[],
): Remote {
  const urls: Readonly<Record<string, readonly string[]>> = {
    auth: options.authUrl,
    user: options.userUrl,
    chat: options.chatUrl,
    message: options.messageUrl,
    presence: options.presenceUrl,
  };
  const asIs = Object.values(rpcOptions).map(({ default: value }: { default?: unknown }) => value);
  return createRemote({
    clock,
    logger,
    meter,
    traced,
    tls,
    tokens: internalTokens(secret, running.join('+'), clock),
    // The names that are assumed where nothing is said follow the way that calls are made.
    urlsOf: (service) =>
      (urls[service] ?? []).map((url) =>
        tls !== undefined && asIs.includes(urls[service]) ? url.replace('http:', 'https:') : url,
      ),
    resolveHost: systemResolve,
    random: Math.random,
  });
}

function checkedSecrets(
  { internalSecret, internalPort }: OptionValues<typeof rpcOptions>,
  alone: boolean,
): readonly [string, ...string[]] | undefined {
  const [first, ...others] = internalSecret ?? [];
  if (first === undefined) {
    if (alone && internalPort === undefined) return undefined;
    throw new ConfigError([`PARLEY_INTERNAL_SECRET is not set, and PARLEY_INTERNAL_PORT opens a door that it guards.`]);
  }
  if ([first, ...others].some((secret) => secret.length < MIN_SECRET_LENGTH)) {
    throw new ConfigError([
      `PARLEY_INTERNAL_SECRET must have ${MIN_SECRET_LENGTH} characters or more, each of them where there are several.`,
    ]);
  }
  return [first, ...others];
}

function defaultPort(running: readonly string[]): number {
  const [only, ...more] = running;
  const port = only === undefined || more.length > 0 ? undefined : PORTS[only];
  if (port !== undefined) return port;
  throw new ConfigError([
    `PARLEY_INTERNAL_PORT is not set. This process runs ${running.join(', ')}, which others must be able to call.`,
  ]);
}

function readTls({ tlsCertFile, tlsKeyFile, tlsCaFile }: OptionValues<typeof rpcOptions>): ClientTls | undefined {
  if (tlsCertFile === undefined && tlsKeyFile === undefined && tlsCaFile === undefined) return undefined;
  if (tlsCertFile === undefined || tlsKeyFile === undefined || tlsCaFile === undefined) {
    throw new ConfigError(['PARLEY_INTERNAL_TLS_CERT_FILE, _KEY_FILE and _CA_FILE go together; set all three or none.']);
  }
  const read = (variable: string, file: string): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new ConfigError([
        `${variable} is ${JSON.stringify(file)}, which can’t be read: ${error instanceof Error ? error.message : String(error)}`,
      ]);
    }
  };
  return {
    cert: read('PARLEY_INTERNAL_TLS_CERT_FILE', tlsCertFile),
    key: read('PARLEY_INTERNAL_TLS_KEY_FILE', tlsKeyFile),
    ca: read('PARLEY_INTERNAL_TLS_CA_FILE', tlsCaFile),
  };
}
