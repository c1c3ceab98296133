import { join } from 'node:path';
import type { Logger } from '@parley/kernel/logger';
import { defineModule } from '@parley/kernel/module';
import { type OptionValues, option } from '@parley/kernel/options';
import { dataDirOption } from '@parley/kernel/shared-options';
import { postgresPort } from '@parley/postgres/database';
import { FolderInUse } from '@parley/postgres/embedded/lock';
import { runningTarget } from '@parley/postgres/embedded/running';
import { startEmbedded } from '@parley/postgres/embedded/server';
import { connectPostgres, type PostgresEngine } from '@parley/postgres/engine';
import type { PoolOptions } from '@parley/postgres/pool';

export const postgresOptions = {
  dataDir: dataDirOption,
  url: option.url({
    env: 'PARLEY_POSTGRES_URL',
    description: 'PostgreSQL 15 or newer to use. Unset: an embedded one, in the data folder, that no network can reach.',
    schemes: ['postgres', 'postgresql'],
    secret: true,
  }),
  connections: option.integer({
    env: 'PARLEY_POSTGRES_CONNECTIONS',
    description: 'Connections that this process opens at the most.',
    min: 2,
    max: 500,
    default: 12,
  }),
};

/** Connections of the embedded server beside those of the pool: migrations, superuser reserve, an operator who looks. */
const SPARE_CONNECTIONS = 12;

/** A database that is open, whoever runs it. */
interface OpenPostgres {
  readonly engine: PostgresEngine;
  /** Resolves when the embedded server ends by itself. */
  readonly failed: Promise<Error>;
  close(): Promise<void>;
}

/**
 * Connects to the PostgreSQL of `PARLEY_POSTGRES_URL`, or starts the embedded one and connects to that.
 * @throws Error for a person to act on; nothing is left running then
 */
export async function openPostgres(
  config: OptionValues<typeof postgresOptions>,
  logger: Logger,
  onQuery?: PoolOptions['onQuery'],
): Promise<OpenPostgres> {
  const failure = Promise.withResolvers<Error>();
  const pool: PoolOptions = { max: config.connections, ...(onQuery === undefined ? {} : { onQuery }) };
  if (config.url !== undefined) {
    const engine = await connectPostgres({ url: config.url }, pool);
    return { engine, failed: failure.promise, close: () => engine.close() };
  }
  const server = await startEmbedded({
    directory: join(config.dataDir, 'postgres'),
    logger,
    maxConnections: config.connections + SPARE_CONNECTIONS,
    onExit: (reason) => failure.resolve(new Error(reason)),
  });
  try {
    const engine = await connectPostgres(server.target, pool);
    return {
      engine,
      failed: failure.promise,
      async close() {
        await engine.close();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * Like `openPostgres`, but uses an embedded server that another process runs already: for commands that look into a running system.
 * @throws Error for a person to act on; nothing is left running then
 */
export async function openRunningPostgres(
  config: OptionValues<typeof postgresOptions>,
  logger: Logger,
): Promise<Pick<OpenPostgres, 'engine' | 'close'>> {
  try {
    return await openPostgres(config, logger);
  } catch (error) {
    const target = error instanceof FolderInUse ? runningTarget(join(config.dataDir, 'postgres')) : undefined;
    if (target === undefined) throw error;
    const engine = await connectPostgres(target, { max: 2 });
    return { engine, close: () => engine.close() };
  }
}

/** PostgreSQL: the one at `PARLEY_POSTGRES_URL`, or an embedded one in the data folder that lives as long as the process. */
export const postgresModule = defineModule({
  name: 'postgres',
  summary: 'PostgreSQL, embedded or by URL',
  target: false,
  provides: postgresPort,
  needs: {},
  calls: {},
  options: postgresOptions,
  async init({ config, logger, meter }) {
    const durations = meter.histogram('parley_postgres_query_duration_seconds', 'Time that statements take.', ['outcome']);
    const ok = durations.labels('ok');
    const failed = durations.labels('error');
    const postgres = await openPostgres(config, logger, (_text, ms, broke) => (broke ? failed : ok).observe(ms / 1000));
    const connections = meter.gauge('parley_postgres_connections', 'The pool: connections, and who waits for one.', ['state']);
    // Read when asked for, instead of being kept.
    Object.assign(connections, {
      collect() {
        const { open, busy, waiting } = postgres.engine.pool.counts();
        connections.labels('busy').set(busy);
        connections.labels('idle').set(open - busy);
        connections.labels('waiting').set(waiting);
      },
    });
    return {
      value: postgres.engine,
      failed: postgres.failed,
      ready: async () => (await postgres.engine.pool.query('SELECT 1 AS one')).length === 1,
      stop: () => postgres.close(),
    };
  },
});
