import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';
import type { Queryable } from '@parley/postgres/database';
import type { AnyJob, JobKind } from './job.ts';

export interface EnqueueOptions {
  /** Epoch ms before which it doesn't run. It runs within about a second of it. Default: at once. */
  readonly runAt?: number;
  /** Of the jobs with one key there is one: enqueueing again replaces the one that waits, with its time. */
  readonly key?: string;
}

/** Work that is done once, later or by the clock, whichever process does it; kept in PostgreSQL. */
export interface Jobs {
  /** Has this process do a kind of job. In `init` only: jobs begin when the process has started. */
  define(job: AnyJob): void;
  /**
   * Enqueues a job. Where `tx` is a transaction, the job is there exactly if it commits. For what happens seldom: each job is a row and a
   * notification, whose commit takes a lock of the whole server.
   */
  enqueue<P>(tx: Queryable, kind: JobKind<P>, payload: P, options?: EnqueueOptions): Promise<void>;
  /** Takes back the job with this key unless it runs already. */
  cancel(tx: Queryable, key: string): Promise<void>;
}

export const jobsPort: Port<Jobs> = port<Jobs>('jobs');
