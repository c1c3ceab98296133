import type { LiveBus } from '@parley/bus/live';
import type { Cache } from '@parley/cache/cache';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient, ServiceImplementation } from '@parley/kernel/contract';
import type { Ids } from '@parley/kernel/ids';
import type { Logger } from '@parley/kernel/logger';
import type { Database } from '@parley/postgres/database';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';

/** What this service works with; each part names what it uses. */
export interface PresenceContext {
  readonly db: Database;
  readonly cache: Cache;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly ids: Pick<Ids, 'uuid'>;
  /** Name of this process. */
  readonly nodeId: string;
  /** Ms for which a node's sign of life holds. */
  readonly ttl: number;
  readonly chat: Pick<ServiceClient<typeof ChatService>, 'getChatParticipants'>;
  readonly user: Pick<ServiceClient<typeof UserService>, 'checkPresenceVisible'>;
}

/** The methods of this service's contract. */
export type Methods = ServiceImplementation<typeof PresenceService>;
