import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import { ParleyError } from './error.ts';
import type { Http } from './http.ts';

/** Tries in all where the server says that it can't now: some 10 s, longer than a rolling restart leaves a service without a process. */
const TRIES = 8;
/** Tries where nothing answers at all: some 3 s, as there may be no network and somebody waits to be told. */
const TRIES_IN_SILENCE = 5;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 3_000;

/** POST requests that do no more when they come twice. A sign-in that was answered unheard leaves a session that nobody uses. */
const REPEATABLE = [
  /^\/auth\/(refresh|login|logout)$/,
  /^\/contacts(\/sync)?$/,
  /^\/messages\/(read|delivered)$/,
  /^\/chats\/[^/]+\/members$/,
];

/** Whether the request may be sent again when nobody knows what became of it. */
function isRepeatable(method: string, path: string, body: unknown): boolean {
  if (method !== 'POST') return true;
  if (REPEATABLE.some((pattern) => pattern.test(path))) return true;
  const fields = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly type?: unknown;
    readonly idempotencyKey?: unknown;
  };
  // There is one direct chat of two people, and one with oneself.
  return fields.idempotencyKey !== undefined || (path === '/chats' && fields.type !== 'group');
}

/** A server that is being replaced, or a line that broke; anything else would be answered the same way again. */
function mayPass(error: unknown): error is ParleyError {
  return error instanceof ParleyError && error.retryable && (error.status === 0 || error.status >= 500);
}

/** What was to go is gone: the first request may have done it. */
function isGone(error: unknown): boolean {
  return error instanceof ParleyError && (error.status === 404 || error.code === 'chat.not_a_member');
}

/**
 * Calls that sit out a server that is being replaced: what may be repeated is, with growing, jittered waits, as long as the fault is one that
 * passes. Throws `ParleyError` when it doesn't pass in time.
 */
export function repeatingHttp(http: Http, { clock, random }: { readonly clock: Clock; readonly random: Random }): Http {
  const wait = (ms: number) => new Promise<void>((resolve) => void clock.schedule(ms, resolve));

  return {
    async call<T>(method: string, path: string, body?: unknown): Promise<T> {
      for (let attempt = 0; ; attempt++) {
        try {
          return await http.call<T>(method, path, body);
        } catch (error) {
          if (attempt > 0 && method === 'DELETE' && isGone(error)) return undefined as T;
          if (!mayPass(error) || !isRepeatable(method, path, body)) throw error;
          if (attempt + 1 >= (error.status === 0 ? TRIES_IN_SILENCE : TRIES)) throw error;
          const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** attempt);
          // Half of it for sure: a server that was hardly gone is not asked three times in one moment.
          await wait(
            Math.max((longest / 2) * (1 + random.fraction()), Math.min((error.retryAfter ?? 0) * 1000, LONGEST_WAIT_MS)),
          );
        }
      }
    },
  };
}
