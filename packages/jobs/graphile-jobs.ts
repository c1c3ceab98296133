import type { AnyJob } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { JobsEnvironment } from './jobs-environment.ts';
import { type Runner, startRunner } from './runner.ts';
import { prepareSchema } from './schema.ts';

/** The jobs of a process. */
export interface GraphileJobs extends Jobs {
  /** Begins to do what was defined; a process that defined nothing opens no connection. */
  start(): Promise<void>;
  /** Takes no new job, aborts the signals of those under way and waits for them. */
  stop(): Promise<void>;
}

const ADD = `SELECT FROM graphile_worker.add_job(identifier => $1, payload => $2::text::json, run_at => to_timestamp($3::float8 / 1000), job_key => $4, max_attempts => $5::int)`;
const REMOVE = `SELECT FROM graphile_worker.remove_job($1)`;
const DEFAULT_ATTEMPTS = 25;

/** Jobs on graphile-worker, in the schema `graphile_worker` of the database of `db`. Makes its tables where they are missing. */
export async function graphileJobs(options: JobsEnvironment): Promise<GraphileJobs> {
  await prepareSchema(options.db, options.target, options.logger);
  const jobs = new Map<string, AnyJob>();
  let runner: Promise<Runner> | undefined;
  let stopped: Promise<void> | undefined;
  return {
    define(job) {
      if (runner !== undefined) throw new Error(`The job ${job.name} is defined after the jobs have begun.`);
      if (jobs.has(job.name)) throw new Error(`The job ${job.name} is defined twice.`);
      jobs.set(job.name, job);
    },
    async enqueue(tx, kind, payload, { runAt, key } = {}) {
      const checked = JSON.stringify(kind.payload.parse(payload));
      await tx.query(ADD, [kind.name, checked, runAt ?? null, key ?? null, DEFAULT_ATTEMPTS]);
    },
    async cancel(tx, key) {
      await tx.query(REMOVE, [key]);
    },
    async start() {
      if (jobs.size === 0 || runner !== undefined) return;
      const starting = startRunner([...jobs.values()], options);
      runner = starting;
      try {
        await starting;
      } catch (error) {
        runner = undefined;
        throw error;
      }
    },
    stop: () => (stopped ??= stopRunner(runner)),
  };
}

async function stopRunner(runner: Promise<Runner> | undefined): Promise<void> {
  await (await runner)?.stop();
}
