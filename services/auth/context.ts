import type { LiveBus } from '@parley/bus/live';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient, ServiceImplementation } from '@parley/kernel/contract';
import type { Ids } from '@parley/kernel/ids';
import type { Database } from '@parley/postgres/database';
import type { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';
import type { CodeSender } from './codes/code-sender.ts';
import type { Keyring } from './keys/keyring.ts';
import type { AuthLimits } from './limits.ts';
import type { PasswordHasher } from './passwords/password-hasher.ts';

/** Everything the methods of the service work with; each names the parts that it uses. */
export interface AuthContext {
  readonly db: Database;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly user: Pick<ServiceClient<typeof UserService>, 'createUser' | 'ensureUserByPhone' | 'findByLogin'>;
  readonly keys: Keyring;
  readonly limits: AuthLimits;
  readonly hasher: PasswordHasher;
  readonly sender: CodeSender;
  readonly lifetimes: TokenLifetimes;
}

export interface TokenLifetimes {
  readonly accessTokenMs: number;
  /** From the last use. */
  readonly refreshTokenMs: number;
}

/** The methods of this service's contract. */
export type Methods = ServiceImplementation<typeof AuthService>;
