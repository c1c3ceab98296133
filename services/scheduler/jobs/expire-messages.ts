import { defineJob, type Job } from '@parley/jobs/job';
import { deleteExpired, deleteExpiredKey } from '@parley/jobs/kinds';
import type { SchedulerContext } from '../context.ts';
import { nextLook } from '../next-look.ts';

/** Ms that a tick may come late by and still be made up for: erasing is also done by the next. */
const CATCH_UP = 2 * 60_000;

/**
 * Erases messages whose time is over. Each minute it takes what is due and learns what is due next; if that is before its next tick, it has
 * itself run then, and so on. What is written meanwhile and disappears as soon is told of by the message service. So nothing looks more often
 * than something is due, once a second at the most.
 */
export function expireMessages({ message, jobs, db, clock, call }: SchedulerContext): Job<object> {
  return defineJob<object>({
    ...deleteExpired,
    schedule: { cron: '* * * * *', catchUpWithin: CATCH_UP },
    async run(_, { signal }) {
      for (;;) {
        const { nextDueAt } = await message.deleteExpired({ limit: 0 }, call());
        const now = clock.now();
        if (nextDueAt === undefined || signal.aborted) return;
        if (nextDueAt <= now) continue;
        const runAt = nextLook(nextDueAt, now);
        if (runAt !== undefined) await jobs.enqueue(db, deleteExpired, {}, { runAt, key: deleteExpiredKey(runAt) });
        return;
      }
    },
  });
}
