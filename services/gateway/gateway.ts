import type { Cache } from '@parley/cache/cache';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import type { Ids } from '@parley/kernel/ids';
import type { Logger } from '@parley/kernel/logger';
import type { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import type { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';
import type { AccessTokens } from '@parley/rpc/access-tokens';
import type { ClientAddress } from '@parley/rpc/client-address';
import type { WebClient } from './static/web-client.ts';

/** The contracts that the gateway maps the public API to. */
export interface Calls {
  readonly auth: ServiceClient<typeof AuthService>;
  readonly user: ServiceClient<typeof UserService>;
  readonly chat: ServiceClient<typeof ChatService>;
  readonly message: ServiceClient<typeof MessageService>;
  readonly presence: ServiceClient<typeof PresenceService>;
}

/** What the handlers and middlewares of the gateway work with. */
export interface Gateway {
  readonly calls: Calls;
  readonly tokens: Pick<AccessTokens, 'verify'>;
  readonly cache: Pick<Cache, 'limit'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly clientAddress: ClientAddress;
  readonly webClient: WebClient;
  /** Seconds; the route is the pattern, never the path. */
  readonly observe: (request: { method: string; route: string; status: number }, seconds: number) => void;
  readonly rateLimits: boolean;
  /** Origins of other sites whose pages may use the API. */
  readonly corsOrigins: readonly string[];
  /** Whether people reach this server by https. */
  readonly https: boolean;
}

/**
 * Types of the Hono application. The routes are constants; what they work with comes with each request, so that documents
 * can be made of the routes alone.
 */
export interface GatewayEnv {
  Bindings: {
    readonly gateway: Gateway;
    /** Address at the other end of the connection: the client's or a proxy's. */
    readonly peerAddress: string;
  };
  Variables: {
    requestId: string;
    address: string;
    user: { readonly userId: string; readonly sessionId: string } | undefined;
  };
}
