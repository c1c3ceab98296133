import { type ErrorCode, fail } from '@parley/protocol/errors';
import { SUBPROTOCOL } from '@parley/protocol/version';
import { originAllowed } from './origin.ts';

/** A request for `/ws` that may become a socket. */
export interface LiveRequest {
  /** Subprotocols that the client offers, `parley.v1` among them; absent when it offers none. */
  readonly protocols: readonly string[] | undefined;
  /** What the answer to the upgrade says. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A page of another website, and what can't become a socket of ours, is refused before anything is spent on it. */
export function checkLiveRequest(request: Request, allowedOrigins: readonly string[]): LiveRequest | Response {
  if (!originAllowed(request, allowedOrigins)) return refuseUpgrade('request.origin_refused');
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return refuseUpgrade('request.invalid', 426);
  const protocols = request.headers
    .get('sec-websocket-protocol')
    ?.split(',')
    .map((protocol) => protocol.trim());
  if (protocols === undefined) return { protocols, headers: {} };
  return protocols.includes(SUBPROTOCOL)
    ? { protocols, headers: { 'sec-websocket-protocol': SUBPROTOCOL } }
    : refuseUpgrade('request.invalid');
}

/** Answers a request for `/ws` that becomes no socket. */
export function refuseUpgrade(code: ErrorCode, status?: number): Response {
  const error = fail(
    code,
    code === 'request.invalid' ? { message: `Connect by WebSocket with the subprotocol ${SUBPROTOCOL}.` } : {},
  );
  return Response.json(
    { type: 'about:blank', title: error.message, status: status ?? error.status, code, retryable: error.retryable },
    { status: status ?? error.status, headers: { 'content-type': 'application/problem+json' } },
  );
}
