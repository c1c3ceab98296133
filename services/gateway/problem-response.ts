import type { AppError } from '@parley/kernel/errors';
import { PROBLEM_MEDIA_TYPE, type Problem } from '@parley/protocol/problem';

/** The error answer of a request (RFC 9457). */
export function problemResponse(error: AppError, requestId: string): Response {
  const body: Problem = {
    type: `urn:parley:error:${error.code}`,
    title: TITLES[error.status] ?? 'Error',
    status: error.status,
    detail: error.message,
    code: error.code,
    retryable: error.retryable,
    requestId,
    ...(error.issues !== undefined && { errors: [...error.issues] }),
  };
  const headers = new Headers({ 'content-type': PROBLEM_MEDIA_TYPE });
  if (error.retryAfter !== undefined) headers.set('retry-after', String(Math.max(1, Math.ceil(error.retryAfter))));
  if (error.status === 401) headers.set('www-authenticate', 'Bearer realm="parley"');
  return new Response(JSON.stringify(body), { status: error.status, headers });
}

/** Names of the statuses in the error catalogue (RFC 9110 §15). */
const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
};
