import { defineJob, type Job } from '@parley/jobs/job';
import { sendScheduled } from '@parley/jobs/kinds';
import type { SchedulerContext } from '../context.ts';

/** Sends a message whose time has come. The job was enqueued with the message, in one transaction. */
export function sendScheduledMessages({ message, call }: SchedulerContext): Job<{ id: string }> {
  return defineJob({
    ...sendScheduled,
    async run({ id }) {
      await message.sendScheduled({ id }, call());
    },
  });
}
