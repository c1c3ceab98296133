import { AppError } from '@parley/kernel/errors';

/** The code that a call is refused with; throws when it isn't refused, or breaks otherwise. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  throw new Error('the call was not refused');
}
