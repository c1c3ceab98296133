import { systemClock } from '@parley/kernel/clock';
import { createLogger } from '@parley/kernel/create-logger';
import { manageLifecycle } from '@parley/kernel/lifecycle';
import { helpText } from '@parley/kernel/option-help';
import { type Booted, boot } from '../boot.ts';
import { processOptions } from '../process-options.ts';
import { readyLine } from '../ready-line.ts';
import { modules } from '../targets.ts';
import { effectiveConfig, optionOwners } from './effective-config.ts';
import { endWithNpm } from './end-with-npm.ts';
import { exitCodes } from './exit-codes.ts';
import { listTargets } from './list-targets.ts';

/** Runs the server until it is told to stop. */
export async function serve(argv: readonly string[]): Promise<number | undefined> {
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(`parley serve [flags]\n\n${helpText(optionOwners)}`);
    return exitCodes.ok;
  }
  if (argv.includes('--list-targets')) return listTargets();

  const config = effectiveConfig(argv);
  const { logLevel, logFormat, environment, stopTimeout } = config.valuesOf(processOptions);
  const logger = createLogger({ level: logLevel, format: logFormat ?? (environment === 'production' ? 'json' : 'pretty') });

  let booting: Promise<Booted> | undefined;
  const lifecycle = manageLifecycle({
    signals: process,
    logger,
    clock: systemClock,
    stopWithin: stopTimeout,
    // A signal may come before the start is over: what is half started can only be stopped once it has started or failed.
    stop: async () => (await booting?.catch(() => undefined))?.stop(),
  });
  endWithNpm(process.env);
  booting = boot({ modules, config, logger, env: process.env });
  const booted = await booting;
  booted.failed.then(
    (error) => {
      logger.fatal({ err: error }, 'a part of the server failed');
      lifecycle.end(exitCodes.failed, 'failure');
    },
    (error: unknown) => logger.error({ err: error }, 'watching for failures failed'),
  );
  console.log(readyLine(booted.hostname, booted.port, booted.url));
  return undefined;
}
