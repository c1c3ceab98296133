import { join } from 'node:path';
import { defineModule } from '@parley/kernel/module';
import { option } from '@parley/kernel/options';
import { dataDirOption } from '@parley/kernel/shared-options';
import { postgresPort } from '@parley/postgres/database';
import { startEmbedded } from '@parley/postgres/embedded/server';
import { connectPostgres } from '@parley/postgres/engine';

/** PostgreSQL: the one at `PARLEY_POSTGRES_URL`, or an embedded one in the data folder that lives as long as the process. */
export const postgresModule = defineModule({
  name: 'postgres',
  summary: 'PostgreSQL, embedded or by URL',
  target: false,
  provides: postgresPort,
  needs: {},
  calls: {},
  options: {
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
  },
  async init({ config, logger }) {
    const failure = Promise.withResolvers<Error>();
    const embedded =
      config.url === undefined
        ? await startEmbedded({
            directory: join(config.dataDir, 'postgres'),
            logger,
            onExit: (reason) => failure.resolve(new Error(reason)),
          })
        : undefined;
    try {
      const engine = await connectPostgres(embedded?.target ?? { url: config.url ?? '' }, { max: config.connections });
      return {
        value: engine,
        failed: failure.promise,
        ready: async () => (await engine.pool.query('SELECT 1')).length === 1,
        async stop() {
          await engine.close();
          await embedded?.stop();
        },
      };
    } catch (error) {
      await embedded?.stop();
      throw error;
    }
  },
});
