import { ConfigError } from '@parley/kernel/config';
import { createDirectory } from '@parley/rpc/directory';
import { MIN_SECRET_LENGTH, rpcOptions } from '@parley/rpc/rpc-options';
import type { InternalCalls, InternalCallsContext } from './internal-calls.ts';
import { requireSharedEngines } from './split-settings.ts';

/**
 * Decides how this process calls others and is called by them.
 * @throws ConfigError where something is missing that a process needs to work with others
 */
export async function openInternalCalls(context: InternalCallsContext): Promise<InternalCalls> {
  const { config, planned } = context;
  const options = config.valuesOf(rpcOptions);
  const running = planned.filter(({ target }) => target).map(({ name }) => name);
  const alone = context.modules.every(({ name, target }) => !target || running.includes(name));
  if (!alone) requireSharedEngines(config, planned);
  const secrets = checkedSecrets(options.internalSecret ?? []);
  if (alone && options.internalPort === undefined && options.grpcPort === undefined) return ownCalls(context);
  if (secrets === undefined) {
    throw new ConfigError(['PARLEY_INTERNAL_SECRET is not set. It guards PARLEY_INTERNAL_PORT and PARLEY_GRPC_PORT.']);
  }
  // Loaded only where it is used: what makes calls over the network takes a fifth of the start of a process that works alone.
  const { networkCalls } = await import('./network-calls.ts');
  return networkCalls(context, { running, alone, secrets });
}

function ownCalls(context: InternalCallsContext): InternalCalls {
  return {
    directory: createDirectory(context),
    listen: () => undefined,
    listenGrpc: () => Promise.resolve(undefined),
    unready: () => Promise.resolve([]),
    stop: () => undefined,
  };
}

function checkedSecrets([first, ...others]: readonly string[]): readonly [string, ...string[]] | undefined {
  if (first === undefined) return undefined;
  if ([first, ...others].some((secret) => secret.length < MIN_SECRET_LENGTH)) {
    throw new ConfigError([
      `PARLEY_INTERNAL_SECRET must have ${MIN_SECRET_LENGTH} characters or more, each of them where there are several.`,
    ]);
  }
  return [first, ...others];
}
