import { describe, expect, test } from 'bun:test';
import { countFailure, decideCode, FAILURES_PER_WINDOW, type PhoneHistory } from './code-limits.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = 1_800_000_000_000;
const UNKNOWN: PhoneHistory = { sentAt: [], failures: 0, failuresSince: 0 };

function after(...ages: number[]): PhoneHistory {
  return { ...UNKNOWN, sentAt: ages.map((age) => NOW - age) };
}

describe('decideCode', () => {
  test('lets the first one through and asks for 30 s', () => {
    expect(decideCode(UNKNOWN, NOW)).toEqual({ allowed: true, resendInMs: 30 * SECOND, sentAt: [NOW] });
  });

  test.each([
    ['the second within 30 s', after(10 * SECOND), 20 * SECOND],
    ['the third within two minutes', after(3 * MINUTE, MINUTE), MINUTE],
    ['the fourth within an hour', after(59 * MINUTE, 30 * MINUTE, 10 * MINUTE), MINUTE],
    ['the fourth, also by the pause after the third', after(59.5 * MINUTE, 30 * MINUTE, MINUTE), MINUTE],
    ['the eleventh within a day', after(...Array.from({ length: 10 }, (_, i) => (20 - 2 * i) * HOUR)), 4 * HOUR],
  ])('refuses %s', (_name, history, retryAfterMs) => {
    expect(decideCode(history, NOW)).toEqual({ allowed: false, retryAfterMs });
  });

  test('grows the pause', () => {
    expect(decideCode(after(30 * SECOND), NOW)).toMatchObject({ resendInMs: 2 * MINUTE });
    expect(decideCode(after(5 * MINUTE, 2 * MINUTE), NOW)).toMatchObject({ resendInMs: 55 * MINUTE });
  });

  test('forgets what is older than a day', () => {
    expect(decideCode(after(25 * HOUR), NOW)).toMatchObject({ allowed: true, sentAt: [NOW] });
  });

  test('sends nothing to a phone with too many failures before 30 days are over', () => {
    const history = { sentAt: [], failures: FAILURES_PER_WINDOW, failuresSince: NOW - 29 * DAY };
    expect(decideCode(history, NOW)).toEqual({ allowed: false, retryAfterMs: DAY });
    expect(decideCode(history, NOW + DAY)).toMatchObject({ allowed: true });
  });
});

describe('countFailure', () => {
  test('counts a hundred in 30 days and no more', () => {
    let history = UNKNOWN;
    for (let i = 0; i < FAILURES_PER_WINDOW; i += 1) {
      const counted = countFailure(history, NOW + i * HOUR);
      expect(counted).toEqual({ failures: i + 1, failuresSince: NOW });
      history = { ...history, failures: i + 1, failuresSince: NOW };
    }
    expect(countFailure(history, NOW + 29 * DAY)).toBeUndefined();
    expect(countFailure(history, NOW + 30 * DAY)).toEqual({ failures: 1, failuresSince: NOW + 30 * DAY });
  });
});
