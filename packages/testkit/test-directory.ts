import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import { createMeter } from '@parley/kernel/prometheus';
import { createDirectory, type Directory } from '@parley/rpc/directory';
import { Registry } from 'prom-client';
import { silentLogger } from './test-logger.ts';

/**
 * The contracts of a test, as a process has them: `serve` takes what a service offers, `client` calls it with the checks that hold
 * everywhere (who may call, deadlines, errors that stay inside).
 */
export function testDirectory(clock: Clock, logger: Logger = silentLogger): Directory {
  return createDirectory({ logger, clock, meter: createMeter(new Registry()), traced: false });
}
