import type { Ids } from '@parley/kernel/ids';
import { type ErrorCode, fail } from '@parley/protocol/errors';
import type { ClientAddress } from '@parley/rpc/client-address';
import { originAllowed } from '@parley/rpc/origin';
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

export const SUBPROTOCOL = 'parley.v1';
const BEARER = 'bearer.';

/**
 * Turns a request for `/ws` into a socket. A page of another website is refused here, before anything is spent on it; a wrong token is
 * answered by a close code, because browsers don't show the status of a refused upgrade.
 */
export function upgrade(request: Request, server: Bun.Server<unknown>, options: UpgradeOptions): Response | undefined {
  if (!originAllowed(request, options.allowedOrigins)) return refuse('request.origin_refused');
  if (!options.accepting()) return refuse('internal.unavailable');
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return refuse('request.invalid', 426);
  const offered = request.headers.get('sec-websocket-protocol');
  const protocols = offered?.split(',').map((protocol) => protocol.trim());
  if (protocols !== undefined && !protocols.includes(SUBPROTOCOL)) return refuse('request.invalid');
  const peer = server.requestIP(request)?.address ?? '';
  const connection = new Connection(
    options.ids.uuid(),
    options.addressOf(peer, request.headers.get('x-forwarded-for') ?? undefined),
  );
  const token = protocols?.find((protocol) => protocol.startsWith(BEARER))?.slice(BEARER.length);
  if (token !== undefined) options.onToken(connection, token);
  const headers = protocols === undefined ? undefined : { 'sec-websocket-protocol': SUBPROTOCOL };
  const upgraded = server.upgrade(request, headers === undefined ? { data: { connection } } : { data: { connection }, headers });
  return upgraded ? undefined : refuse('request.invalid');
}

function refuse(code: ErrorCode, status?: number): Response {
  const error = fail(
    code,
    code === 'request.invalid' ? { message: `Connect by WebSocket with the subprotocol ${SUBPROTOCOL}.` } : {},
  );
  return Response.json(
    { type: 'about:blank', title: error.message, status: status ?? error.status, code, retryable: error.retryable },
    { status: status ?? error.status, headers: { 'content-type': 'application/problem+json' } },
  );
}
