import { AppError } from '@parley/kernel/errors';
import { fail } from '@parley/protocol/errors';
import type { ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { GatewayEnv } from '../gateway.ts';
import { problemResponse } from '../problem-response.ts';

/** Answers every error as a problem. What isn't one of ours is logged here and leaves as `internal.error`. */
export const onError: ErrorHandler<GatewayEnv> = (error, c) => {
  const { logger } = c.env.gateway;
  const known = toAppError(error);
  if (known.status >= 500)
    logger.error({ err: error, method: c.req.method, path: c.req.path, code: known.code }, 'a request failed');
  return problemResponse(known, c.get('requestId'));
};

function toAppError(error: Error): AppError {
  if (error instanceof AppError) return error;
  // Hono throws these itself only for a body that isn't JSON.
  if (error instanceof HTTPException && error.status === 400) {
    return fail('request.invalid', { message: 'The body is not valid JSON.', cause: error });
  }
  return fail('internal.error', { cause: error });
}
