import type { LiveBus } from '@parley/bus/live';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient, ServiceImplementation } from '@parley/kernel/contract';
import type { Ids } from '@parley/kernel/ids';
import type { Logger } from '@parley/kernel/logger';
import type { Database } from '@parley/postgres/database';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';
import type { Turns } from './changes/turns.ts';

/** What the methods of this service work with. */
export interface ChatContext {
  readonly db: Database;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** By chat: its changes are told in the order of its versions. */
  readonly turns: Turns;
  /** Members of a group, at the most. */
  readonly maxMembers: number;
  readonly message: Pick<ServiceClient<typeof MessageService>, 'applyChat' | 'touchMember'>;
  readonly user: Pick<ServiceClient<typeof UserService>, 'getUsers' | 'checkBlocks' | 'checkGroupAdd'>;
}

/** The methods of this service's contract. */
export type Methods = ServiceImplementation<typeof ChatService>;
