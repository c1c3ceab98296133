import type { AnyJob } from '@parley/jobs/job';
import type { SchedulerContext } from './context.ts';
import { expireMessages } from './jobs/expire-messages.ts';
import { sendScheduledMessages } from './jobs/send-scheduled-messages.ts';
import { upkeep } from './jobs/upkeep.ts';

/** Everything that this target does: a line each. */
export function schedulerJobs(context: SchedulerContext): readonly AnyJob[] {
  return [expireMessages(context), sendScheduledMessages(context), upkeep(context)];
}
