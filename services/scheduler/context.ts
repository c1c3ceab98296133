import type { Jobs } from '@parley/jobs/jobs';
import type { Call } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import type { Queryable } from '@parley/postgres/database';
import type { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';

/** What the jobs of this target work with: the contracts of those who own the data. */
export interface SchedulerContext {
  readonly auth: Pick<ServiceClient<typeof AuthService>, 'upkeep'>;
  readonly chat: Pick<ServiceClient<typeof ChatService>, 'upkeep'>;
  readonly message: Pick<ServiceClient<typeof MessageService>, 'upkeep' | 'deleteExpired' | 'sendScheduled'>;
  readonly user: Pick<ServiceClient<typeof UserService>, 'upkeep'>;
  readonly jobs: Pick<Jobs, 'enqueue'>;
  /** For enqueueing outside of a transaction. */
  readonly db: Queryable;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Events of a service (label) that were set aside. */
  readonly deadLetters: Pick<ReturnType<Meter['gauge']>, 'labels'>;
  /** A call in the name of this target. */
  readonly call: () => Call;
}
