import { AppError } from '@parley/kernel/errors';

/** Ms before the first retry; it doubles with each, up to the longest. */
const FIRST_RETRY = 100;
const LONGEST_RETRY = 30_000;

/** Ms to wait after the failure of an attempt, from 1: exponential, between half and all of it, so that what failed together doesn't come back together. */
export function retryDelay(attempt: number, random: () => number): number {
  return Math.min(FIRST_RETRY * 2 ** (attempt - 1), LONGEST_RETRY) * (0.5 + random() / 2);
}

/** Whether what a handler needs is away: that is not the event's fault, and it waits for as long as that lasts. */
export function isOutage(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'internal.unavailable' || error.code === 'cache.unavailable');
}
