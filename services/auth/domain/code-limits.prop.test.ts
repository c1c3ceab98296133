import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { decideCode, type PhoneHistory } from './code-limits.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Asks at the given pauses and answers when codes were sent. */
function sentTimes(pauses: readonly number[]): number[] {
  const sent: number[] = [];
  let history: PhoneHistory = { sentAt: [], failures: 0, failuresSince: 0 };
  let now = 1_800_000_000_000;
  for (const pause of pauses) {
    now += pause;
    const decision = decideCode(history, now);
    if (!decision.allowed) continue;
    sent.push(now);
    history = { ...history, sentAt: decision.sentAt };
  }
  return sent;
}

function mostWithin(times: readonly number[], windowMs: number): number {
  return Math.max(0, ...times.map((end) => times.filter((at) => at > end - windowMs && at <= end).length));
}

test('however one asks, never more than 3 codes in any hour and 10 in any day', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: HOUR }), { maxLength: 200 }), (pauses) => {
      const sent = sentTimes(pauses);
      expect(mostWithin(sent, HOUR)).toBeLessThanOrEqual(3);
      expect(mostWithin(sent, DAY)).toBeLessThanOrEqual(10);
    }),
  );
});

test('whoever waits as long as they are told is let through', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 * HOUR }), { maxLength: 30 }), (pauses) => {
      const sentAt = sentTimes(pauses);
      const now = (sentAt.at(-1) ?? 0) + 1;
      const refused = decideCode({ sentAt, failures: 0, failuresSince: 0 }, now);
      if (refused.allowed) return;
      expect(decideCode({ sentAt, failures: 0, failuresSince: 0 }, now + refused.retryAfterMs).allowed).toBe(true);
    }),
  );
});
