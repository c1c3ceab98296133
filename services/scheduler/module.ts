import { jobsPort } from '@parley/jobs/jobs';
import { serviceCall } from '@parley/kernel/call';
import { defineModule } from '@parley/kernel/module';
import { postgresPort } from '@parley/postgres/database';
import { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { schedulerJobs } from './jobs.ts';

/** What is done by the clock, once however many instances there are, through the contracts of those who own the data. */
export const schedulerModule = defineModule({
  name: 'scheduler',
  summary: 'What is done by the clock: scheduled and disappearing messages, upkeep.',
  target: true,
  needs: { postgres: postgresPort, jobs: jobsPort },
  calls: { auth: AuthService, chat: ChatService, message: MessageService, user: UserService },
  options: {},
  init({ postgres, jobs, calls, clock, logger, meter }) {
    const deadLetters = meter.gauge(
      'parley_dead_letters',
      'Events that were set aside for a person to look at, when the upkeep last counted them.',
      ['service'],
    );
    const context = { ...calls, jobs, db: postgres.pool, clock, logger, deadLetters, call: () => serviceCall('scheduler') };
    for (const job of schedulerJobs(context)) jobs.define(job);
    return {};
  },
});
