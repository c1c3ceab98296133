import { Code } from '@connectrpc/connect';
import type { AppError } from '@parley/kernel/errors';
import { headerNames } from '../wire/call-headers.ts';
import { decodeFailure } from '../wire/error-codec.ts';
import type { MessageCodec } from '../wire/json-codec.ts';
import { type FaultReason, TransportFault } from './transport-fault.ts';

/** How a process shows to others who it is, and knows who they are. */
export interface ClientTls {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Where one attempt goes: an address of the network, and the name under which it was found. */
export interface Destination {
  /** `http://10.0.0.7:9084`, without a slash at the end. */
  readonly url: string;
  /** What a certificate must name. */
  readonly host: string;
  /** The host with its port, as HTTP says it. */
  readonly authority: string;
}

/** A request as it goes out, the same for each attempt. */
export interface Outgoing {
  /** `/parley.message.v1.MessageService/Send`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the method may be carried out twice. */
  readonly repeatable: boolean;
}

/** Errors of the way there: nothing of the request was sent. */
const NEVER_SENT =
  /^(?:ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|FailedToOpenSocket|ERR_TLS_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/;

/**
 * Makes one attempt at a call: sends it, and reads the answer.
 * @throws AppError that the service threw; TransportFault where it gave no answer
 */
export async function exchange(
  destination: Destination,
  outgoing: Outgoing,
  codec: MessageCodec,
  { signal, tls }: { readonly signal: AbortSignal; readonly tls?: ClientTls | undefined },
): Promise<unknown> {
  let response: Response;
  let body: string;
  try {
    response = await fetch(destination.url + outgoing.path, {
      method: 'POST',
      headers: { ...outgoing.headers, host: destination.authority },
      body: outgoing.body,
      signal,
      redirect: 'manual',
      // A connection that was idle may be closed by the other side just as it is used. Whoever may not ask twice opens a new one.
      keepalive: outgoing.repeatable,
      ...(tls === undefined ? {} : { tls: { ...tls, serverName: destination.host } }),
    });
    body = await response.text();
  } catch (error) {
    // Bun's message already names the address; what aborted it is the better reason where somebody did.
    if (signal.reason instanceof TransportFault) throw signal.reason;
    throw new TransportFault(reasonOf(error), `${destination.url} (${destination.host}): ${messageOf(error)}`, error);
  }
  if (response.status !== 200) throw refusal(destination, response, body);
  try {
    return codec.decode(body);
  } catch (error) {
    throw new TransportFault('unreadable', `${destination.url} answered ${outgoing.path} with what can't be read`, error);
  }
}

function refusal({ url, host }: Destination, response: Response, body: string): AppError | TransportFault {
  const { code, message, app } = decodeFailure(response.status, body);
  const notExecuted = response.headers.get(headerNames.notExecuted);
  const fault = (reason: FaultReason): TransportFault => new TransportFault(reason, `${url} (${host}): ${message}`);
  if (notExecuted === 'draining' || notExecuted === 'starting') return fault(notExecuted);
  if (app !== undefined) return app;
  if (code === Code.Unimplemented) return fault('unknown_method');
  if (code === Code.Unauthenticated) return fault('unauthenticated');
  return fault('unreadable');
}

function reasonOf(error: unknown): FaultReason {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return NEVER_SENT.test(code) ? 'refused' : 'lost';
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
