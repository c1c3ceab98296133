import { systemClock } from '@parley/kernel/clock';
import { createLogger } from '@parley/kernel/create-logger';
import { planModules } from '@parley/kernel/graph';
import { systemIds } from '@parley/kernel/ids';
import { createMeter } from '@parley/kernel/prometheus';
import { startModules } from '@parley/kernel/runtime';
import { createDirectory } from '@parley/rpc/directory';
import { Registry } from 'prom-client';
import { processOptions } from '../process-options.ts';
import { modules } from '../targets.ts';
import { effectiveConfig } from './effective-config.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * Brings the schemas of the chosen targets up to date and stops: for deployments that migrate before they roll out. Modules migrate
 * when they are initialised, so that is all that happens here: nothing is started and nothing listens.
 */
export async function migrate(argv: readonly string[]): Promise<number> {
  const config = effectiveConfig(argv);
  const { targets, logLevel, logFormat } = config.valuesOf(processOptions);
  const logger = createLogger({ level: logLevel, format: logFormat ?? 'pretty' });
  const environment = {
    logger,
    meter: createMeter(new Registry()),
    clock: systemClock,
    ids: systemIds,
    nodeId: systemIds.uuid(),
  };
  const planned = planModules(modules, targets).map((module) => ({
    ...module,
    init: async (context: never) => {
      const { start: _start, ...instance } = await module.init(context);
      return instance;
    },
  }));
  const calls = createDirectory({ ...environment, traced: false });
  const runtime = await startModules({ modules: planned, config, environment, calls });
  await runtime.stop();
  console.log('The database is up to date.');
  return exitCodes.ok;
}
