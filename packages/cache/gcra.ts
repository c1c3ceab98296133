import type { LimitVerdict } from './cache.ts';

/** What a limit allows: `burst` at once, then `perSecond` on average. */
export interface LimitRule {
  readonly perSecond: number;
  readonly burst: number;
}

/** The verdict, and the state to keep: the theoretical arrival time (epoch ms) of the next try. A refusal changes nothing. */
export interface LimitOutcome {
  readonly verdict: LimitVerdict;
  readonly arrival: number;
}

/**
 * Generic cell rate algorithm (ITU-T I.371, virtual scheduling). `arrival` is what the last outcome said, `undefined` for the first
 * try. A `cost` above the burst is never allowed; it says so by an infinite wait.
 */
export function decideLimit(arrival: number | undefined, rule: LimitRule, cost: number, now: number): LimitOutcome {
  const interval = 1000 / rule.perSecond;
  const from = Math.max(arrival ?? now, now);
  const next = from + cost * interval;
  const wait = next - rule.burst * interval - now;
  if (wait > 0) {
    return {
      verdict: { allowed: false, retryAfterMs: cost > rule.burst ? Number.POSITIVE_INFINITY : Math.ceil(wait) },
      arrival: from,
    };
  }
  return { verdict: { allowed: true, retryAfterMs: 0 }, arrival: next };
}
