import type { LiveBus } from '@parley/bus/live';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceImplementation } from '@parley/kernel/contract';
import type { Ids } from '@parley/kernel/ids';
import type { Logger } from '@parley/kernel/logger';
import type { Database } from '@parley/postgres/database';
import type { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import type { Memberships } from './membership/memberships.ts';
import type { ReadPrivacy } from './membership/read-privacy.ts';

/** What the methods of this service work with; each names the parts it uses. */
export interface MessageContext {
  readonly db: Database;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly memberships: Memberships;
  readonly privacy: ReadPrivacy;
}

/** The methods of this service's contract. */
export type Methods = ServiceImplementation<typeof MessageService>;
