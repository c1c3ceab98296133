import type { Logger } from '@parley/kernel/logger';
import type { Queryable } from '@parley/postgres/database';
import type { WorkerEvents } from 'graphile-worker';

/** The advisory lock by which a pool of workers shows that it lives, from its id. */
const lockOf = (id: string): string => `hashtextextended('parley:jobs:' || ${id}, 0)`;
const HOLD = `SELECT pg_try_advisory_lock(${lockOf('$1')})`;

/**
 * Has a process that does jobs hold a lock for as long as its listening connection lives. graphile-worker itself gives a job up only after four
 * hours; this tells at once whose process has died. Resolves when the lock is held for the
 * first time; it is taken again with each new connection.
 */
export function holdLiveness(events: WorkerEvents, logger: Logger): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  events.on('pool:listen:success', ({ workerPool, client }) => {
    // After the statement by which the library begins to listen: the driver runs one at a time.
    client.once('drain', () => {
      client.query(HOLD, [workerPool.id]).then(
        () => resolve(),
        (error: unknown) => logger.warn({ err: error }, 'the lock that shows that this process does jobs could not be taken'),
      );
    });
  });
  return promise;
}

const ORPHANED = `SELECT o.id FROM (
    SELECT locked_by AS id FROM graphile_worker.jobs WHERE locked_by IS NOT NULL AND locked_at < now() - interval '5 seconds'
    UNION SELECT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL AND locked_at < now() - interval '5 seconds') AS o
  WHERE pg_try_advisory_xact_lock(${lockOf('o.id')})`;
const UNLOCK = `SELECT FROM graphile_worker.force_unlock_workers(string_to_array($1, ','))`;

/**
 * Gives back the jobs of processes that died, for others to do. Each process that does jobs looks now and then: a job could not do this, as it
 * might be the very one that died.
 */
export async function recoverJobs(db: Queryable, logger: Logger): Promise<void> {
  const orphaned = await db.query<{ id: string }>(ORPHANED);
  if (orphaned.length === 0) return;
  await db.query(UNLOCK, [orphaned.map(({ id }) => id).join(',')]);
  logger.warn({ processes: orphaned.length }, 'jobs of processes that died are done again');
}
