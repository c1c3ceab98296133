import type { Ids } from '@parley/kernel/ids';
import { BEARER_SUBPROTOCOL_PREFIX } from '@parley/protocol/version';
import type { ClientAddress } from '@parley/rpc/client-address';
import { checkLiveRequest, refuseUpgrade } from '@parley/rpc/live-upgrade';
import { Connection } from '../connection/connection.ts';

export interface UpgradeOptions {
  readonly ids: Ids;
  /** Other origins whose pages may connect. */
  readonly allowedOrigins: readonly string[];
  readonly addressOf: ClientAddress;
  /** False once the node drains. */
  readonly accepting: () => boolean;
  /** Takes the token of the subprotocol, before the socket is open. */
  readonly onToken: (connection: Connection, token: string) => void;
}

/**
 * Turns a request for `/ws` into a socket. A page of another website is refused here, before anything is spent on it; a wrong token is
 * answered by a close code, because browsers don't show the status of a refused upgrade.
 */
export function upgrade(request: Request, server: Bun.Server<unknown>, options: UpgradeOptions): Response | undefined {
  const live = checkLiveRequest(request, options.allowedOrigins);
  if (live instanceof Response) return live;
  if (!options.accepting()) return refuseUpgrade('internal.unavailable');
  const peer = server.requestIP(request)?.address ?? '';
  const connection = new Connection(
    options.ids.uuid(),
    options.addressOf(peer, request.headers.get('x-forwarded-for') ?? undefined),
  );
  const bearer = live.protocols?.find((protocol) => protocol.startsWith(BEARER_SUBPROTOCOL_PREFIX));
  if (bearer !== undefined) options.onToken(connection, bearer.slice(BEARER_SUBPROTOCOL_PREFIX.length));
  const upgraded = server.upgrade(request, { data: { connection }, headers: live.headers });
  return upgraded ? undefined : refuseUpgrade('request.invalid');
}
