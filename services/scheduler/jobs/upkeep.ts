import { defineJob, type Job } from '@parley/jobs/job';
import { z } from 'zod';
import type { SchedulerContext } from '../context.ts';

/** Ms. A server that was off at the full hour does it when it is back. */
const CATCH_UP = 25 * 60 * 60_000;

/**
 * Each hour has every service drop what is no longer needed: expired sessions and codes, the times of old receipts; and counts the events that were set aside. One
 * that fails doesn't keep the others from it.
 */
export function upkeep({ auth, chat, message, user, deadLetters, call }: SchedulerContext): Job<object> {
  return defineJob<object>({
    name: 'upkeep',
    payload: z.object({}),
    schedule: { cron: '7 * * * *', catchUpWithin: CATCH_UP },
    async run() {
      const services = Object.entries({ auth, chat, message, user });
      const failed = (
        await Promise.allSettled(
          services.map(async ([name, service]) => {
            const { deadLetters: count } = await service.upkeep({}, call());
            deadLetters.labels(name).set(count);
          }),
        )
      ).flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
      if (failed.length > 0) throw new AggregateError(failed, `The upkeep of ${failed.length} services failed.`);
    },
  });
}
