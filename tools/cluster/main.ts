import { systemClock } from '@parley/kernel/clock';
import { createLogger } from '@parley/kernel/create-logger';
import { ListenError } from '@parley/kernel/http-listener';
import { manageLifecycle } from '@parley/kernel/lifecycle';
import { FolderInUse } from '@parley/postgres/embedded/lock';
import { endWithNpm } from '../../apps/server/cli/end-with-npm.ts';
import { readyLine } from '../../apps/server/ready-line.ts';
import { ArgumentError, readArguments, USAGE } from './arguments.ts';
import { type Cluster, prepareCluster } from './cluster.ts';

/** Ms from the signal to the end, come what may. */
const STOP_WITHIN = 9_800;

const argv = process.argv.slice(2);
if (argv.includes('--help') || argv.includes('-h')) {
  console.log(USAGE);
  process.exit(0);
}
const logger = createLogger({ level: 'info', format: process.env['PARLEY_LOG_FORMAT'] === 'json' ? 'json' : 'pretty' });

let preparing: Promise<Cluster> | undefined;
const lifecycle = manageLifecycle({
  signals: process,
  logger,
  clock: systemClock,
  stopWithin: STOP_WITHIN,
  // What could not be prepared has nothing to stop.
  stop: async () => (await preparing?.catch(() => undefined))?.stop(),
});
endWithNpm(process.env);

try {
  preparing = prepareCluster(readArguments(argv, process.env), process.env, logger);
  const cluster = await preparing;
  for (const line of cluster.engines) logger.info(line);
  if (process.platform !== 'linux') logger.warn('this system does not share a port between gateways: one gets all connections');
  await cluster.start();
  console.log(
    readyLine(cluster.host, cluster.port, `http://${cluster.host === '127.0.0.1' ? 'localhost' : cluster.host}:${cluster.port}`),
  );
} catch (error) {
  if (error instanceof ArgumentError) console.error(`${error.message}\n\n${USAGE}`);
  else if (error instanceof ListenError || error instanceof FolderInUse) console.error(error.message);
  else logger.fatal({ err: error }, 'the cluster could not be started');
  lifecycle.end(error instanceof ArgumentError ? 78 : 1, 'failure');
}
