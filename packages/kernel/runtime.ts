import type { DescService } from '@bufbuild/protobuf';
import type { Config } from './config.ts';
import type { ServiceOffer } from './contract.ts';
import { findProviders, providersOf } from './graph.ts';
import type { AnyModule, HttpSurface, ModuleEnvironment, ModuleInstance } from './module.ts';

/** Where modules get clients of the contracts they call, and offer those they fulfil. Implemented by `@parley/rpc`. */
export interface CallDirectory {
  /** A client that may be kept at once and called as soon as its service runs. */
  client(contract: DescService): unknown;
  /** Lets a contract be called. */
  serve(offer: ServiceOffer): void;
  /** Called when every contract of this process has been served. */
  allServed?(): void;
}

export interface RuntimeOptions {
  /** In starting order, as `planModules` answers them. */
  readonly modules: readonly AnyModule[];
  readonly config: Config;
  readonly environment: ModuleEnvironment;
  readonly calls: CallDirectory;
}

/** The modules of a process, running. */
export interface Runtime {
  readonly surfaces: readonly HttpSurface[];
  /** The modules that can't serve now, each with the reason; empty when all can. */
  unready(): Promise<readonly { readonly module: string; readonly reason: string }[]>;
  /** The modules that serve, but less well than they should, each with the reason. */
  degraded(): readonly { readonly module: string; readonly reason: string }[];
  /** Resolves when a module can't go on. */
  readonly failed: Promise<Error>;
  /** All modules at once stop taking new work and finish what is under way. */
  drain(): Promise<void>;
  /** Stops each module after those that depend on it. Faults are logged and don't keep the others running. */
  stop(): Promise<void>;
}

interface Started {
  readonly module: AnyModule;
  readonly instance: ModuleInstance;
}

/**
 * Initialises and starts modules, each as soon as what it needs is up, independent ones side by side.
 * @throws the first fault, after everything that had been started is stopped again
 */
export async function startModules(options: RuntimeOptions): Promise<Runtime> {
  const { modules, environment } = options;
  const running: Started[] = [];
  try {
    const instances = await inDependencyOrder(modules, async (module, needed) => {
      const instance = await initialise(module, needed, options);
      running.push({ module, instance });
      return instance;
    });
    for (const { instance } of running) for (const offer of instance.rpc ?? []) options.calls.serve(offer);
    options.calls.allServed?.();
    await inDependencyOrder(modules, async (module) => {
      await instances.get(module)?.start?.();
      return {};
    });
  } catch (error) {
    await stopAll(running, environment);
    throw error;
  }
  return {
    surfaces: running.flatMap(({ instance }) => instance.http ?? []),
    unready: () => findUnready(running),
    degraded: () =>
      running.flatMap(({ module, instance }) => {
        const reason = instance.degraded?.();
        return reason === undefined ? [] : [{ module: module.name, reason }];
      }),
    failed: Promise.race(running.flatMap(({ instance }) => instance.failed ?? [])),
    drain: () => drainAll(running, environment),
    stop: () => stopAll(running, environment),
  };
}

/** Runs `task` for every module once it has run for what the module needs; waits for all, then throws the first fault. */
async function inDependencyOrder(
  modules: readonly AnyModule[],
  task: (module: AnyModule, needed: readonly Started[]) => Promise<ModuleInstance>,
): Promise<Map<AnyModule, ModuleInstance>> {
  const providers = findProviders(modules);
  const results = new Map<AnyModule, ModuleInstance>();
  const pending = new Map<AnyModule, Promise<void>>();
  let fault: { readonly error: unknown } | undefined;

  async function run(module: AnyModule, needed: readonly AnyModule[]): Promise<void> {
    await Promise.all(needed.flatMap((provider) => pending.get(provider) ?? []));
    // What needs a module that failed has nothing to start on; the fault itself is thrown below.
    if (fault !== undefined) return;
    try {
      const started = needed.map((provider) => ({ module: provider, instance: results.get(provider) ?? {} }));
      results.set(module, await task(module, started));
    } catch (error) {
      fault ??= { error };
    }
  }

  for (const module of modules) pending.set(module, run(module, providersOf(module, providers)));
  await Promise.all(pending.values());
  if (fault !== undefined) throw fault.error;
  return results;
}

async function initialise(module: AnyModule, needed: readonly Started[], options: RuntimeOptions): Promise<ModuleInstance> {
  const { environment, calls, config } = options;
  const byPort = new Map(needed.map((started) => [started.module.provides?.name, started.instance.value]));
  const ports = Object.fromEntries(Object.entries(module.needs).map(([name, port]) => [name, byPort.get(port.name)]));
  const clients = Object.fromEntries(Object.entries(module.calls).map(([name, contract]) => [name, calls.client(contract)]));
  const context = {
    ...environment,
    logger: environment.logger.child({ module: module.name }),
    ...ports,
    calls: clients,
    config: config.valuesOf(module.options),
  };
  // The context is put together from the very fields that its type is derived from.
  return module.init(context as never);
}

async function findUnready(running: readonly Started[]): Promise<{ module: string; reason: string }[]> {
  const checks = running.map(async ({ module, instance }) => {
    try {
      return (await instance.ready?.()) === false ? [{ module: module.name, reason: 'not ready' }] : [];
    } catch (error) {
      return [{ module: module.name, reason: error instanceof Error ? error.message : String(error) }];
    }
  });
  return (await Promise.all(checks)).flat();
}

async function drainAll(running: readonly Started[], { logger }: ModuleEnvironment): Promise<void> {
  const drains = running.map(async ({ module, instance }) => {
    try {
      await instance.drain?.();
    } catch (error) {
      logger.error({ module: module.name, err: error }, 'draining failed');
    }
  });
  await Promise.all(drains);
}

/** Modules were pushed when their `init` ended, which is after everything they need: the reverse is a stopping order. */
async function stopAll(running: Started[], { logger }: ModuleEnvironment): Promise<void> {
  for (let started = running.pop(); started !== undefined; started = running.pop()) {
    try {
      await started.instance.stop?.();
    } catch (error) {
      logger.error({ module: started.module.name, err: error }, 'stopping failed');
    }
  }
}
