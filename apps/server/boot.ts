import { systemClock } from '@parley/kernel/clock';
import type { Config } from '@parley/kernel/config';
import { planModules } from '@parley/kernel/graph';
import { type Listener, listen } from '@parley/kernel/http-listener';
import { systemIds } from '@parley/kernel/ids';
import type { Logger } from '@parley/kernel/logger';
import type { AnyModule } from '@parley/kernel/module';
import { addProcessMetrics, createMeter } from '@parley/kernel/prometheus';
import { type Runtime, startModules } from '@parley/kernel/runtime';
import { createDirectory } from '@parley/rpc/directory';
import { Registry } from 'prom-client';
import { healthSurface, metricsSurface } from './health.ts';
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
  const calls = createDirectory({ ...environment, traced: tracing !== undefined });
  const runtime = await startModules({ modules: planned, config, environment, calls });

  let draining = false;
  const surfaces = [
    ...runtime.surfaces,
    healthSurface({ unready: runtime.unready, degraded: runtime.degraded, draining: () => draining }),
    metricsSurface(registry),
  ];
  let listener: Listener;
  try {
    listener = listen({ hostname, port: options.port, reusePort: options.reusePort, surfaces, logger });
  } catch (error) {
    await runtime.stop();
    throw error;
  }

  return {
    hostname,
    port: listener.port,
    url: listener.url,
    failed: runtime.failed,
    async stop() {
      draining = true;
      const closed = listener.stop(false);
      await Promise.race([Promise.all([runtime.drain(), closed]), elapsed(options.stopTimeout / 2)]);
      await listener.stop(true);
      await runtime.stop();
      await tracing?.stop();
    },
  };
}

const elapsed = (ms: number): Promise<void> => new Promise((resolve) => systemClock.schedule(ms, resolve));
