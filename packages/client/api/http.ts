import { API_BASE } from '@parley/protocol/version';
import type { HttpResponse, Transport } from '../connection/transport.ts';
import { ParleyError } from './error.ts';

/** Ms for an answer to a REST call. */
const TIMEOUT_MS = 20_000;

/** REST calls with the session's token. */
export interface Http {
  /** `path` goes below `/api/v1`. Answers the parsed body. Throws `ParleyError`. */
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Calls without a token: signing in. Throws `ParleyError`. */
export function anonymousHttp(transport: Transport, baseUrl: string): Http {
  return {
    async call<T>(method: string, path: string, body?: unknown) {
      return bodyOf<T>(await send(transport, baseUrl, method, path, body, undefined));
    },
  };
}

/** Calls with a token that is replaced, once, when the server does not take it. Throws `ParleyError`. */
export function tokenHttp(transport: Transport, baseUrl: string, token: (stale?: string) => Promise<string>): Http {
  return {
    async call<T>(method: string, path: string, body?: unknown) {
      const first = await token();
      const answer = await send(transport, baseUrl, method, path, body, first);
      if (answer.status !== 401) return bodyOf<T>(answer);
      return bodyOf<T>(await send(transport, baseUrl, method, path, body, await token(first)));
    },
  };
}

async function send(
  transport: Transport,
  baseUrl: string,
  method: string,
  path: string,
  body: unknown,
  token: string | undefined,
): Promise<HttpResponse> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const url = baseUrl.replace(/\/$/, '') + API_BASE + path;
  try {
    return await transport.request({
      method,
      url,
      headers,
      timeout: TIMEOUT_MS,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new ParleyError('network.unreachable', 'The server could not be reached.', { retryable: true, cause });
  }
}

function bodyOf<T>({ status, body, retryAfter }: HttpResponse): T {
  if (status >= 200 && status < 300) return body as T;
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
  const retryable = problem.retryable ?? (status >= 500 || status === 429);
  throw new ParleyError(problem.code ?? `http.${status}`, problem.detail ?? `The server answered ${status}.`, {
    status,
    retryable,
    retryAfter,
    issues: problem.errors ?? [],
  });
}

interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly retryable: boolean;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** `?a=1&b=2` of what is defined; empty when nothing is. */
export function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const set = Object.entries(values).filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString()}`;
}
