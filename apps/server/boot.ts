import { systemClock } from '@parley/kernel/clock';
import type { Config } from '@parley/kernel/config';
import { planModules } from '@parley/kernel/graph';
import { type Listener, listen } from '@parley/kernel/http-listener';
import { systemIds } from '@parley/kernel/ids';
import type { Logger } from '@parley/kernel/logger';
import type { AnyModule } from '@parley/kernel/module';
import { addProcessMetrics, createMeter } from '@parley/kernel/prometheus';
import { type Runtime, startModules } from '@parley/kernel/runtime';
import { Registry } from 'prom-client';
import { healthSurface, metricsSurface } from './health.ts';
import { openInternalCalls } from './open-internal-calls.ts';
import { processOptions } from './process-options.ts';
import { startTracing } from './start-tracing.ts';

export interface BootOptions {
  readonly modules: readonly AnyModule[];
  readonly config: Config;
  readonly logger: Logger;
  /** For the standard `OTEL_*` variables, which are not ours to define. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A process that serves. */
export interface Booted {
  readonly hostname: string;
  readonly port: number;
  readonly url: string;
  /** Where other processes call this one; undefined where it is alone. */
  readonly internalUrl: string | undefined;
  readonly failed: Runtime['failed'];
  /** Takes no new work, finishes what is under way, then releases everything. */
  stop(): Promise<void>;
}

/**
 * Starts the chosen targets and then the public listener, so that no request meets a half-started process.
 * @throws GraphError, ListenError, or the fault of a module; nothing is left running then
 */
export async function boot({ modules, config, logger, env }: BootOptions): Promise<Booted> {
  const options = config.valuesOf(processOptions);
  const hostname = options.host ?? (options.environment === 'production' ? '0.0.0.0' : '127.0.0.1');
  const planned = planModules(modules, options.targets);

  const registry = new Registry();
  addProcessMetrics(registry);
  const nodeId = systemIds.uuid();
  const tracing = await startTracing(env, nodeId);
  const environment = { logger, meter: createMeter(registry), clock: systemClock, ids: systemIds, nodeId };
  const traced = tracing !== undefined;
  let draining = false;
  let runtime: Runtime | undefined;
  const health = healthSurface({
    unready: async () =>
      runtime === undefined ? [STARTING] : [...(await runtime.unready()), ...(await internal.unready(runtime))],
    degraded: () => runtime?.degraded() ?? [],
    draining: () => draining,
  });
  const internal = await openInternalCalls({
    ...environment,
    config,
    modules,
    planned,
    traced,
    hostname,
    draining: () => draining,
  });
  const metrics = metricsSurface(registry);
  // Before the modules start, as processes may be started in any order and some call each other as they do.
  const internalListener = internal.listen([health, metrics]);
  let listener: Listener;
  let grpcListener: Listener | undefined;
  try {
    runtime = await startModules({ modules: planned, config, environment, calls: internal.directory });
    const surfaces = [...runtime.surfaces, health, ...(internalListener === undefined ? [metrics] : [])];
    grpcListener = await internal.listenGrpc();
    listener = listen({ hostname, port: options.port, reusePort: options.reusePort, surfaces, logger });
  } catch (error) {
    await runtime?.stop();
    await Promise.all([internalListener?.stop(true), grpcListener?.stop(true)]);
    internal.stop();
    throw error;
  }
  const started = { runtime, listener };

  return {
    hostname,
    port: started.listener.port,
    url: started.listener.url,
    internalUrl: internalListener?.url,
    failed: started.runtime.failed,
    async stop() {
      draining = true;
      const closed = started.listener.stop(false);
      await Promise.race([Promise.all([started.runtime.drain(), closed]), elapsed(options.stopTimeout / 2)]);
      await started.listener.stop(true);
      // Until here it told those who call it to go elsewhere, which spares them to find out.
      await Promise.all([internalListener?.stop(true), grpcListener?.stop(true)]);
      await started.runtime.stop();
      internal.stop();
      await tracing?.stop();
    },
  };
}

const STARTING = { module: 'process', reason: 'starting' };
const elapsed = (ms: number): Promise<void> => new Promise((resolve) => systemClock.schedule(ms, resolve));
