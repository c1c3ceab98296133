import { EventEmitter } from 'node:events';
import type { WorkerEvents } from 'graphile-worker';
import { isMadeUpFor } from './catch-up.ts';
import { dueItems } from './cron.ts';
import type { AnyJob } from './job.ts';
import type { JobsEnvironment } from './jobs-environment.ts';
import { openPgPool } from './pg-pool.ts';
import { quietLogger } from './quiet-logger.ts';
import { holdLiveness, recoverJobs } from './recovery.ts';

/** Jobs of one process that run side by side. */
const CONCURRENCY = 2;
/** One connection listens, the others fetch jobs and finish them. */
const CONNECTIONS = 2;
/** Ms between looks for jobs whose time has come; new ones are told by NOTIFY. */
const POLL_MS = 1_000;
/** Ms that jobs under way have to end once they are told to; then they are given back and run again. */
const STOP_MS = 3_000;
/** Ms between looks for jobs whose process has died. */
const RECOVER_EVERY_MS = 15_000;

export interface Runner {
  stop(): Promise<void>;
}

/** Does the jobs of these kinds until it is stopped. */
export async function startRunner(
  jobs: readonly AnyJob[],
  { db, target, clock, logger, meter }: JobsEnvironment,
): Promise<Runner> {
  const { parseCronItems, run } = await import('graphile-worker');
  const pool = await openPgPool(target, CONNECTIONS, logger);
  const events: WorkerEvents = new EventEmitter();
  const runs = meter?.counter('parley_jobs_total', 'Runs of jobs that ended.', ['job', 'outcome']);
  events.on('job:success', ({ job }) => runs?.labels(job.task_identifier, 'ok').inc());
  events.on('job:error', ({ job, error }) => {
    const final = job.attempts >= job.max_attempts;
    runs?.labels(job.task_identifier, final ? 'failed' : 'retried').inc();
    const fields = { job: job.task_identifier, attempt: job.attempts, err: error };
    if (final) logger.error(fields, 'a job failed for good; it stays for a person to look at');
    else logger.warn(fields, 'a job failed and will be tried again');
  });
  const alive = holdLiveness(events, logger);
  const stopping = new AbortController();
  const items = parseCronItems(dueItems(jobs));
  const runner = await run({
    pgPool: pool,
    concurrency: CONCURRENCY,
    pollInterval: POLL_MS,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: STOP_MS,
    events,
    logger: await quietLogger(logger),
    parsedCronItems: items,
    taskList: Object.fromEntries(
      jobs.map((job) => [
        job.name,
        async (payload: unknown, { job: row }: { job: { attempts: number } }) => {
          const item = items.find(({ task }) => task === job.name);
          if (item !== undefined && isMadeUpFor(payload, item, clock.now())) return;
          await job.run(job.payload.parse(payload), { attempt: row.attempts, signal: stopping.signal });
        },
      ]),
    ),
  });
  await alive;
  function recover(): void {
    recoverJobs(db, logger).catch((error: unknown) =>
      logger.warn({ err: error }, 'jobs of processes that died could not be looked for'),
    );
    cancelRecovery = clock.schedule(RECOVER_EVERY_MS, recover);
  }
  let cancelRecovery = clock.schedule(0, recover);
  return {
    async stop() {
      cancelRecovery();
      stopping.abort();
      await runner.stop();
      await pool.end();
    },
  };
}
