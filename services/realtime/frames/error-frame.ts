import { AppError } from '@parley/kernel/errors';
import { fail } from '@parley/protocol/errors';
import { encodeFrame } from '@parley/protocol/frames';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';

/** The frame that answers a frame which could not be obeyed. Of an error that isn't part of the protocol nothing is told. */
export function errorFrame(error: unknown, ref?: string, clientMsgId?: string): string {
  const known = error instanceof AppError ? error : fail('internal.error', { cause: error });
  const frame: Extract<ServerFrame, { type: 'error' }> = {
    type: 'error',
    code: known.code,
    message: known.message,
    retryable: known.retryable,
  };
  if (known.retryAfter !== undefined) frame.retryAfter = known.retryAfter;
  if (known.issues !== undefined) frame.errors = [...known.issues];
  if (ref !== undefined) frame.ref = ref;
  if (clientMsgId !== undefined) frame.clientMsgId = clientMsgId;
  return encodeFrame(frame);
}
