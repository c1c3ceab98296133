import type { z } from 'zod';

/** What a kind of job is called and what it is given: all that whoever enqueues one has to know of it. */
export interface JobKind<P> {
  /** Unique in the installation, and stable: jobs that wait are stored under it. `message.send-scheduled` … */
  readonly name: string;
  /** Checked when a job is enqueued and again when it runs. Payloads are ids and numbers: they are stored in the clear. */
  readonly payload: z.ZodType<P>;
}

/** How a run of a job stands. */
export interface JobRun {
  /** 1 the first time. */
  readonly attempt: number;
  /** Aborted when the process stops: finish what is under way, begin nothing new and resolve. */
  readonly signal: AbortSignal;
}

/** When a job runs by itself. */
export interface Schedule {
  /** Five fields as in a crontab, in UTC: minute, hour, day, month, day of the week. */
  readonly cron: string;
  /**
   * Ms. After a standstill one tick is made up for if the last that was missed is no older than this; never more than one. 0: the next
   * tick is soon enough.
   */
  readonly catchUpWithin: number;
}

/**
 * A kind of job with what it does. It may be run again after a crash, and two runs of it may overlap for moments where a process lost its
 * connection: so its effect must be the same however often it runs.
 */
export interface Job<P> extends JobKind<P> {
  /** Runs by itself, once a tick however many processes there are, and never beside itself. The payload is `{}` then. */
  readonly schedule?: Schedule;
  /** Attempts before it stays where it is for a person to look at, with growing pauses (e^n s) between them. Default 25: three days. */
  readonly attempts?: number;
  /** Resolves when it is done; a rejection is a failed attempt. */
  readonly run: (payload: P, run: JobRun) => Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: jobs of different payloads stand in one list; each is given only what its own schema let through
export type AnyJob = Job<any>;

/** Declares a kind of job that others enqueue. */
export function jobKind<P>(name: string, payload: z.ZodType<P>): JobKind<P> {
  return { name, payload };
}

/** Declares a job; the type of its payload follows from the schema. */
export function defineJob<P>(job: Job<P>): Job<P> {
  return job;
}
