import type { LiveBus } from '@parley/bus/live';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient, ServiceImplementation } from '@parley/kernel/contract';
import type { Ids } from '@parley/kernel/ids';
import type { Database } from '@parley/postgres/database';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';
import type { DiscoveryLimits } from './discovery-limits.ts';

/** Everything the methods of the service work with; each names the parts that it uses. */
export interface UserContext {
  readonly db: Database;
  readonly live: Pick<LiveBus, 'publish'>;
  readonly limits: DiscoveryLimits;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly chat: Pick<ServiceClient<typeof ChatService>, 'applyBlock'>;
}

/** The methods of this service's contract. */
export type Methods = ServiceImplementation<typeof UserService>;
