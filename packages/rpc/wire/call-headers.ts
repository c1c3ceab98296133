import type { Call, Caller } from '@parley/kernel/call';
import { WireError } from './json-codec.ts';

/** Names of the headers of a call between processes. The timeout's name is of the Connect protocol, `traceparent` of W3C. */
export const headerNames = {
  caller: 'parley-caller',
  requestId: 'x-request-id',
  trace: 'traceparent',
  timeout: 'connect-timeout-ms',
  /** Of an answer: the call was not carried out, so that any method may be called elsewhere. Its value says why. */
  notExecuted: 'parley-not-executed',
} as const;

/** Longer ids than any of ours; a foreign client may bring its own. */
const MAX_REQUEST_ID = 128;

/** Writes what travels beside a call. */
export function writeCall(call: Call, timeoutMs: number, trace = call.traceparent): Record<string, string> {
  const headers: Record<string, string> = {
    [headerNames.caller]: writeCaller(call.caller),
    [headerNames.requestId]: call.requestId,
    [headerNames.timeout]: String(timeoutMs),
  };
  if (trace !== undefined) headers[headerNames.trace] = trace;
  return headers;
}

/**
 * Reads what travelled beside a call. The caller is believed, so this is only for calls whose sender has proved who it is.
 *
 * @param sender The service that sent it: the caller where it names none, as tools do.
 * @param now Epoch ms, from which the timeout counts.
 * @throws WireError
 */
export function readCall(headers: Pick<Headers, 'get'>, sender: string, now: number): Call {
  const caller = headers.get(headerNames.caller);
  const requestId = headers.get(headerNames.requestId);
  const timeout = headers.get(headerNames.timeout);
  if (requestId !== null && requestId.length > MAX_REQUEST_ID) throw new WireError(`${headerNames.requestId} is too long.`);
  if (timeout !== null && !/^\d{1,10}$/.test(timeout)) throw new WireError(`${headerNames.timeout} must be whole milliseconds.`);
  return {
    caller: caller === null ? { kind: 'service', name: sender } : readCaller(caller),
    requestId: requestId === null || requestId === '' ? crypto.randomUUID() : requestId,
    traceparent: headers.get(headerNames.trace) ?? undefined,
    deadline: timeout === null ? undefined : now + Number(timeout),
  };
}

function writeCaller(caller: Caller): string {
  switch (caller.kind) {
    case 'user':
      return `user:${encodeURIComponent(caller.userId)}:${encodeURIComponent(caller.sessionId)}`;
    case 'service':
      return `service:${encodeURIComponent(caller.name)}`;
    case 'anonymous':
      return `anonymous:${encodeURIComponent(caller.address)}`;
  }
}

function readCaller(text: string): Caller {
  const [kind, first, second, ...more] = text.split(':').map(decode);
  if (more.length === 0 && first !== undefined && first !== '') {
    if (kind === 'user' && second !== undefined && second !== '') return { kind, userId: first, sessionId: second };
    if (kind === 'service' && second === undefined) return { kind, name: first };
  }
  // The address of a client may be unknown.
  if (kind === 'anonymous' && first !== undefined && second === undefined) return { kind, address: first };
  throw new WireError(`${headerNames.caller} must be user:<id>:<session>, service:<name> or anonymous:<address>.`);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    throw new WireError(`${headerNames.caller} is not well encoded.`, error);
  }
}
