import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { type AuthBed, by, byService, byStranger, createAuthBed } from '../testing/auth-bed.ts';
import { refusal } from '../testing/refusal.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
let database: TestDatabase;
let bed: AuthBed;
let phones = 0;

beforeAll(async () => {
  database = await testDatabase();
  bed = await createAuthBed(database);
});
afterAll(() => database.close());
beforeEach(() => {
  bed.time += 2 * DAY_MS; // the limits of one test are not those of the next
  bed.users.trouble = 'none';
  bed.deliveryFails = false;
  bed.echoes = false;
  bed.cacheAway = false;
});

function newPhone(): string {
  phones += 1;
  return `+4915112${String(phones).padStart(6, '0')}`;
}
function request(phone: string) {
  return bed.auth.requestCode({ phone, address: '192.0.2.1' }, byStranger);
}
function verify(challengeId: string, code: string) {
  return bed.auth.verifyCode({ challengeId, code, address: '192.0.2.1' }, byStranger);
}
/** A code that is not this one. */
function wrong(code: string, by = 1): string {
  return String((Number(code) + by) % 1_000_000).padStart(6, '0');
}

describe('RequestCode', () => {
  test('has a code delivered and does not answer it', async () => {
    const phone = newPhone();
    const answer = await request(phone);
    expect(answer).toEqual({ challengeId: expect.any(String), expiresIn: 300, resendIn: 30, code: undefined });
    expect(bed.delivered.at(-1)).toMatchObject({
      phone,
      challengeId: answer.challengeId,
      code: expect.stringMatching(/^\d{6}$/),
    });
  });

  test('answers the code where the sender echoes', async () => {
    bed.echoes = true;
    const { code } = await request(newPhone());
    expect(code).toBe(bed.delivered.at(-1)?.code ?? '');
  });

  test('answers the same whether the phone has an account or not', async () => {
    const [known, unknown] = [newPhone(), newPhone()];
    bed.users.people.set(known, crypto.randomUUID());
    const answers = [await request(known), await request(unknown)];
    for (const answer of answers)
      expect(answer).toEqual({ challengeId: expect.any(String), expiresIn: 300, resendIn: 30, code: undefined });
  });

  test('takes a national number with its country', async () => {
    await bed.auth.requestCode({ phone: '0171 1234567', country: 'DE', address: '' }, byStranger);
    expect(bed.delivered.at(-1)?.phone).toBe('+491711234567');
  });

  test('stores no code that could be read', async () => {
    const phone = newPhone();
    const { code } = await bed.code(phone);
    const [row] = await bed.db.query<{ stored: string }>('SELECT c::text AS stored FROM auth.challenges c WHERE phone = $1', [
      phone,
    ]);
    expect(row?.stored).not.toContain(code);
    expect(row?.stored).not.toContain(Buffer.from(code).toString('hex'));
  });

  test('grows the pause before the next one, and gives three in an hour', async () => {
    const phone = newPhone();
    expect((await request(phone)).resendIn).toBe(30);
    expect(await request(phone).catch((error: unknown) => error)).toMatchObject({
      code: 'auth.code_rate_limited',
      status: 429,
      retryAfter: 30,
    });
    bed.time += 30_000;
    expect((await request(phone)).resendIn).toBe(120);
    bed.time += 119_000;
    expect(await refusal(request(phone))).toBe('auth.code_rate_limited');
    bed.time += 1_000;
    expect((await request(phone)).resendIn).toBe(3_600 - 150);
    bed.time += 50 * MINUTE_MS;
    expect(await refusal(request(phone))).toBe('auth.code_rate_limited');
    bed.time += 10 * MINUTE_MS;
    await request(phone);
  });

  test('sends one code when many ask at once', async () => {
    const phone = newPhone();
    const before = bed.delivered.length;
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => request(phone)));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(bed.delivered.length - before).toBe(1);
  });

  test('says when the code could not be delivered', async () => {
    bed.deliveryFails = true;
    expect(await refusal(request(newPhone()))).toBe('auth.code_not_delivered');
  });

  test('sends nothing while it cannot be counted', async () => {
    bed.cacheAway = true;
    const before = bed.delivered.length;
    expect(await refusal(request(newPhone()))).toBe('cache.unavailable');
    expect(bed.delivered).toHaveLength(before);
  });

  test.each(['', '12', 'abc', '+49', '0151 12345678', `+${'1'.repeat(60)}`])('refuses the phone %p', async (phone) => {
    expect(await refusal(request(phone))).toBe('auth.phone_invalid');
  });

  test('is for those who are not signed in', async () => {
    expect(await refusal(bed.auth.requestCode({ phone: newPhone(), address: '' }, byService))).toBe('internal.forbidden');
  });
});

describe('VerifyCode', () => {
  test('makes the account on first use and finds it on the second', async () => {
    const phone = newPhone();
    const first = await bed.code(phone);
    const opened = await verify(first.challengeId, first.code);
    expect(opened).toMatchObject({ isNewUser: true, userId: bed.users.people.get(phone) });
    bed.time += DAY_MS;
    const second = await bed.code(phone);
    expect(await verify(second.challengeId, second.code)).toMatchObject({ isNewUser: false, userId: opened.userId });
  });

  test('takes a code once, also when it comes twice at once', async () => {
    const { challengeId, code } = await bed.code(newPhone());
    const outcomes = await Promise.allSettled([verify(challengeId, code), verify(challengeId, code), verify(challengeId, code)]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    expect(await refusal(verify(challengeId, code))).toBe('auth.code_invalid');
  });

  test('counts 1,000 tries at once as 1,000: five are compared', async () => {
    const phone = newPhone();
    const { challengeId, code } = await bed.code(phone);
    const tries = Array.from({ length: 1_000 }, (_, i) => refusal(verify(challengeId, wrong(code, i + 1))));
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((outcome) => outcome === 'auth.code_invalid')).toHaveLength(5);
    expect(outcomes.filter((outcome) => outcome === 'auth.code_attempts_exceeded')).toHaveLength(995);
    expect(await refusal(verify(challengeId, code))).toBe('auth.code_attempts_exceeded');
    const [row] = await bed.db.query<{ tries: number; failures: number }>(
      'SELECT tries, failures FROM auth.challenges JOIN auth.phone_limits USING (phone) WHERE phone = $1',
      [phone],
    );
    expect(row).toEqual({ tries: 5, failures: 5 });
  }, 30_000);

  test('takes the right code at the fifth try', async () => {
    const { challengeId, code } = await bed.code(newPhone());
    for (let i = 1; i <= 4; i += 1) expect(await refusal(verify(challengeId, wrong(code, i)))).toBe('auth.code_invalid');
    expect((await verify(challengeId, code)).isNewUser).toBe(true);
  });

  test('takes a code for five minutes', async () => {
    const { challengeId, code } = await bed.code(newPhone());
    bed.time += 5 * MINUTE_MS;
    expect(await refusal(verify(challengeId, code))).toBe('auth.code_invalid');
  });

  test('takes the latest code of a phone alone', async () => {
    const phone = newPhone();
    const first = await bed.code(phone);
    bed.time += MINUTE_MS;
    const second = await bed.code(phone);
    expect(await refusal(verify(first.challengeId, first.code))).toBe('auth.code_invalid');
    expect((await verify(second.challengeId, second.code)).isNewUser).toBe(true);
  });

  test('takes a code for its own challenge alone', async () => {
    const [mine, other] = [await bed.code(newPhone()), await bed.code(newPhone())];
    // Two draws are the same once in a million runs; then there is nothing to tell apart.
    if (mine.code !== other.code) expect(await refusal(verify(mine.challengeId, other.code))).toBe('auth.code_invalid');
    expect((await verify(other.challengeId, other.code)).isNewUser).toBe(true);
  });

  test('refuses a phone after 100 wrong codes in 30 days, however many codes were asked for', async () => {
    const phone = newPhone();
    let wrongCodes = 0;
    for (let round = 0; round < 21; round += 1) {
      const asked = await bed.code(phone).catch((error: unknown) => error);
      if (!(asked instanceof Object && 'code' in asked && 'challengeId' in asked)) break;
      const { challengeId, code } = asked as { challengeId: string; code: string };
      for (let i = 1; i <= 5; i += 1) {
        expect(await refusal(verify(challengeId, wrong(code, i)))).toBe('auth.code_invalid');
        wrongCodes += 1;
      }
      bed.time += 6 * 60 * MINUTE_MS;
    }
    expect(wrongCodes).toBe(100);
    expect(await refusal(request(phone))).toBe('auth.code_rate_limited');
    bed.time += 30 * DAY_MS;
    const { challengeId, code } = await bed.code(phone);
    expect((await verify(challengeId, code)).isNewUser).toBe(true);
  }, 20_000);

  test('can be tried again when the account could not be made', async () => {
    const { challengeId, code } = await bed.code(newPhone());
    bed.users.trouble = 'away';
    expect(await refusal(verify(challengeId, code))).toBe('internal.unavailable');
    bed.users.trouble = 'none';
    expect((await verify(challengeId, code)).isNewUser).toBe(true);
  });

  test.each(['', '12345', '1234567', 'abcdef', '１２３４５６'])('refuses %p without counting it', async (malformed) => {
    const { challengeId, code } = await bed.code(newPhone());
    for (let i = 0; i < 6; i += 1) expect(await refusal(verify(challengeId, malformed))).toBe('auth.code_invalid');
    expect((await verify(challengeId, code)).isNewUser).toBe(true);
  });

  test('answers an unknown challenge like a wrong code', async () => {
    expect(await refusal(verify(crypto.randomUUID(), '123456'))).toBe('auth.code_invalid');
    expect(await refusal(verify('not-an-id', '123456'))).toBe('auth.code_invalid');
  });

  test('is for those who are not signed in', async () => {
    const { challengeId, code } = await bed.code(newPhone());
    const caller = by({ userId: crypto.randomUUID(), sessionId: crypto.randomUUID() });
    expect(await refusal(bed.auth.verifyCode({ challengeId, code, address: '' }, caller))).toBe('internal.forbidden');
  });
});
