const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a code is good for (OWASP ASVS 6.5.5 allows 10 minutes). */
export const CODE_LIFE_MS = 5 * MINUTE_MS;
/** Guesses at one code. */
export const TRIES_PER_CODE = 5;
/**
 * Wrong codes for one phone in 30 days (NIST SP 800-63B §5.2.2): with six digits a guess then succeeds with a probability of at
 * most 1 in 10,000 a month, however many codes are asked for.
 */
export const FAILURES_PER_WINDOW = 100;
const FAILURE_WINDOW_MS = 30 * DAY_MS;
const CODES_PER_HOUR = 3;
const CODES_PER_DAY = 10;
/** How long to wait after the first code of an hour, and after the second. */
const RESEND_MS = [30_000, 2 * MINUTE_MS] as const;

/** What is known of a phone number that codes are asked for. */
export interface PhoneHistory {
  /** Epoch ms of codes sent, ascending; what is older than a day doesn't matter. */
  readonly sentAt: readonly number[];
  readonly failures: number;
  /** Epoch ms of the first of the failures. */
  readonly failuresSince: number;
}

export type CodeDecision =
  /** Send one; ask again after `resendInMs` at the earliest. `sentAt` is to be kept. */
  | { readonly allowed: true; readonly resendInMs: number; readonly sentAt: readonly number[] }
  | { readonly allowed: false; readonly retryAfterMs: number };

/** Whether another code may be sent to a phone at `now`. */
export function decideCode(history: PhoneHistory, now: number): CodeDecision {
  const wait = Math.max(waitForResend(history.sentAt, now), waitForFailures(history, now));
  if (wait > 0) return { allowed: false, retryAfterMs: wait };
  const sentAt = [...history.sentAt.filter((at) => at > now - DAY_MS), now];
  return { allowed: true, sentAt, resendInMs: waitForResend(sentAt, now) };
}

/** The failures of a phone with one more at `now`, or undefined where there have been too many for another try. */
export function countFailure(history: PhoneHistory, now: number): { failures: number; failuresSince: number } | undefined {
  if (history.failures === 0 || now - history.failuresSince >= FAILURE_WINDOW_MS) return { failures: 1, failuresSince: now };
  if (history.failures >= FAILURES_PER_WINDOW) return undefined;
  return { failures: history.failures + 1, failuresSince: history.failuresSince };
}

/** Ms until the next code may be sent as far as those sent before are concerned. */
function waitForResend(sentAt: readonly number[], now: number): number {
  const wait = waitByOneRule(sentAt, now);
  // When one rule is satisfied another may begin to hold: with the first code of an hour out of it, the pause after the second counts.
  return wait === 0 ? 0 : wait + waitForResend(sentAt, now + wait);
}

/** Ms until the rules that hold at `now` are satisfied. */
function waitByOneRule(sentAt: readonly number[], now: number): number {
  const lastHour = sentAt.filter((at) => at > now - HOUR_MS);
  const lastDay = sentAt.filter((at) => at > now - DAY_MS);
  const pause = lastHour.length === 0 ? 0 : (lastHour.at(-1) ?? 0) + (RESEND_MS[lastHour.length - 1] ?? 0) - now;
  return Math.max(0, pause, untilBelow(lastHour, CODES_PER_HOUR, HOUR_MS, now), untilBelow(lastDay, CODES_PER_DAY, DAY_MS, now));
}

/** Ms until fewer than `limit` of `times` lie within the last `windowMs`. */
function untilBelow(times: readonly number[], limit: number, windowMs: number, now: number): number {
  const leaving = times[times.length - limit];
  return leaving === undefined ? 0 : leaving + windowMs - now;
}

function waitForFailures({ failures, failuresSince }: PhoneHistory, now: number): number {
  return failures >= FAILURES_PER_WINDOW ? Math.max(0, failuresSince + FAILURE_WINDOW_MS - now) : 0;
}
