import type { CronItem } from 'graphile-worker';
import type { AnyJob } from './job.ts';

/**
 * The jobs that run by the clock, as graphile-worker takes them. It writes down per job which tick was enqueued last, in the transaction that
 * enqueues it, so each tick is one job however many processes there are. `catch-up.ts` does one of all
 * that were missed, and one queue keeps a run that takes long from meeting the next.
 */
export function dueItems(jobs: readonly AnyJob[]): CronItem[] {
  return jobs.flatMap(({ name, schedule, attempts }) =>
    schedule === undefined
      ? []
      : [
          {
            task: name,
            identifier: name,
            match: schedule.cron,
            options: {
              backfillPeriod: schedule.catchUpWithin,
              jobKey: `cron:${name}`,
              queueName: `cron:${name}`,
              ...(attempts === undefined ? {} : { maxAttempts: attempts }),
            },
          },
        ],
  );
}
