import { LISTEN_BY_CHAT_FROM } from '@parley/bus/live';
import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import { AppError } from '@parley/kernel/errors';
import type { Logger } from '@parley/kernel/logger';
import type { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { encodeFrame } from '@parley/protocol/frames';
import { AUTH_TIMEOUT_MS } from '@parley/protocol/limits';
import { PROTOCOL_VERSION } from '@parley/protocol/version';
import type { AccessTokens } from '@parley/rpc/access-tokens';
import type { Connection } from '../connection/connection.ts';
import type { Registry } from '../connection/registry.ts';
import type { Writer } from '../connection/writer.ts';
import { errorFrame } from '../frames/error-frame.ts';

export interface AuthenticateContext {
  readonly tokens: Pick<AccessTokens, 'verify' | 'isRevoked'>;
  readonly chats: Pick<ServiceClient<typeof ChatService>, 'listLargeChats'>;
  readonly registry: Registry;
  readonly writer: Writer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Grows each time live messages may have been missed. */
  readonly gaps: () => number;
}

/**
 * Makes a connection speak for the owner of an access token: from `ready` on it gets every live frame meant for them. Whatever happens
 * between their last sync and `ready` they find by the sync that follows it.
 */
export async function authenticate(context: AuthenticateContext, connection: Connection, token: string): Promise<void> {
  const { tokens, registry, writer, clock, logger } = context;
  try {
    const { userId, sessionId } = await tokens.verify(token);
    if (connection.socket === undefined) return;
    connection.userId = userId;
    connection.sessionId = sessionId;
    connection.cancelAuthTimeout?.();
    connection.cancelAuthTimeout = undefined;
    registry.add(connection);
    await listen(context, connection);
    if (connection.socket === undefined) return;
    // The session may have ended since the token was looked at.
    if (tokens.isRevoked(sessionId)) {
      connection.close('unauthenticated');
      return;
    }
    connection.ready = true;
    const serverTime = new Date(clock.now()).toISOString();
    writer.answer(connection, encodeFrame({ type: 'ready', sessionId, userId, serverTime, protocol: PROTOCOL_VERSION }));
  } catch (error) {
    refuse(connection, error, logger);
  }
}

/** Lets it hear its person's large chats: those they are in, though word of a change was missed while they were listed. */
async function listen({ chats, registry, gaps }: AuthenticateContext, connection: Connection): Promise<void> {
  for (let asOf = NaN; asOf !== gaps(); ) {
    asOf = gaps();
    registry.beginListing(connection);
    const request = { userId: connection.userId, minMembers: LISTEN_BY_CHAT_FROM };
    registry.hearChats(connection, (await chats.listLargeChats(request, serviceCall('realtime'))).chatIds);
  }
}

/** Closes a connection that nobody has authenticated in time. */
export function awaitToken(clock: Clock, connection: Connection): void {
  connection.cancelAuthTimeout = clock.schedule(AUTH_TIMEOUT_MS, () => connection.close('authTimeout'));
}

function refuse(connection: Connection, error: unknown, logger: Logger): void {
  const known = error instanceof AppError;
  if (!known) logger.error({ err: error }, 'a connection could not be authenticated');
  connection.socket?.send(errorFrame(error));
  connection.close(known && error.status === 401 ? 'unauthenticated' : 'internal');
}
