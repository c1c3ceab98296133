import type { Logger } from '@parley/kernel/logger';
import type { ConnectionTarget } from '@parley/postgres/connection';
import type { Pool } from 'pg';

/** Ms after which a connection that nobody uses is closed. */
const IDLE_MS = 30_000;

/** A pool of `pg`, the driver that graphile-worker knows; no connection is made before it is needed. */
export async function openPgPool(target: ConnectionTarget, max: number, logger: Logger): Promise<Pool> {
  const { Pool } = await import('pg');
  const pool = new Pool({ ...address(target), max, idleTimeoutMillis: IDLE_MS, application_name: 'parley-jobs' });
  const onError = (error: unknown): void => logger.warn({ err: error }, 'a connection of the jobs was lost');
  pool.on('error', onError);
  // Without a listener of its own, the loss of a connection that is in use would end the process.
  pool.on('connect', (client) => void client.on('error', onError));
  return pool;
}

function address(target: ConnectionTarget): object {
  if ('url' in target) return { connectionString: target.url };
  return { host: target.socketFolder, port: target.port, user: target.user, database: target.database, password: '' };
}
