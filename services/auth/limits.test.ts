import { beforeEach, describe, expect, test } from 'bun:test';
import { memoryCache } from '@parley/cache/memory-cache';
import { type AuthLimits, authLimits } from './limits.ts';
import { refusal } from './testing/refusal.ts';

const DAY_MS = 86_400_000;
let time = 0;
let limits: AuthLimits;

beforeEach(() => {
  time = 1_800_000_000_000;
  const cache = memoryCache({ clock: { now: () => time, schedule: () => () => {} } });
  limits = authLimits(cache, { perDay: 20, perPrefixAndDay: 5 });
});

describe('login', () => {
  test('lets 10 guesses at an account through from one network', async () => {
    for (let i = 0; i < 10; i += 1) await limits.login('ada', '192.0.2.1');
    expect(await refusal(limits.login('ada', '192.0.2.1'))).toBe('auth.login_rate_limited');
    await limits.login('grace', '192.0.2.1');
    await limits.login('ada', '192.0.2.2');
  });

  test('lets 100 through from all networks together', async () => {
    for (let i = 0; i < 100; i += 1) await limits.login('ada', `10.0.${i}.1`);
    expect(await refusal(limits.login('ada', '10.1.0.1'))).toBe('auth.login_rate_limited');
    time += DAY_MS / 100;
    await limits.login('ada', '10.1.0.1');
  });

  test('lets 100 guesses at any accounts through from one network', async () => {
    for (let i = 0; i < 100; i += 1) await limits.login(`person_${i}`, '192.0.2.1');
    expect(await refusal(limits.login('another', '192.0.2.1'))).toBe('auth.login_rate_limited');
  });
});

describe('codes', () => {
  test('a network asks for 30 at once and then for one a minute', async () => {
    for (let i = 0; i < 30; i += 1) await limits.codeRequest('192.0.2.1');
    expect(await refusal(limits.codeRequest('192.0.2.1'))).toBe('auth.code_rate_limited');
    time += 60_000;
    await limits.codeRequest('192.0.2.1');
    expect(await refusal(limits.codeRequest('192.0.2.1'))).toBe('auth.code_rate_limited');
  });

  test('a range of numbers that is pumped leaves the others their share', async () => {
    for (let i = 0; i < 1_000; i += 1) {
      const outcome = await limits.codeSent(`+37060${String(i).padStart(6, '0')}`).then(
        () => 'sent',
        () => 'refused',
      );
      expect(outcome).toBe(i < 5 ? 'sent' : 'refused');
    }
    await limits.codeSent('+4915112345678');
  });

  test('a day has a budget', async () => {
    for (let i = 0; i < 20; i += 1) await limits.codeSent(`+${30_000 + i}00000`);
    expect(await refusal(limits.codeSent('+4915112345678'))).toBe('auth.code_rate_limited');
    time += DAY_MS;
    await limits.codeSent('+4915112345678');
  });
});
