import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { type AuthBed, by, byService, byStranger, createAuthBed } from '../testing/auth-bed.ts';
import { refusal } from '../testing/refusal.ts';

const DAY_MS = 86_400_000;
let database: TestDatabase;
let bed: AuthBed;
let people = 0;

beforeAll(async () => {
  database = await testDatabase();
  bed = await createAuthBed(database);
});
afterAll(() => database.close());
beforeEach(() => {
  bed.time += 3 * DAY_MS; // the limits of one test are not those of the next
  bed.users.trouble = 'none';
  bed.cacheAway = false;
});

const address = '192.0.2.7';
const password = 'correct horse battery';

function register(username: string, words = password) {
  return bed.auth.register({ username, password: words, displayName: 'Somebody', address }, byStranger);
}
function login(name: string, words = password, from = address) {
  return bed.auth.login({ login: name, password: words, address: from }, byStranger);
}
function newName(): string {
  people += 1;
  return `person_${people}`;
}

describe('Register', () => {
  test('answers a session of a new person', async () => {
    const name = newName();
    const session = await register(name);
    expect(session).toMatchObject({ isNewUser: true, expiresIn: 900, userId: bed.users.people.get(name) });
    const token = await bed.auth.validateToken({ token: session.accessToken }, byService);
    expect(token).toEqual({ userId: session.userId, sessionId: session.sessionId, expiresAt: bed.time + 900_000 });
  });

  test('stores argon2id, not the password', async () => {
    const { userId } = await register(newName());
    const [row] = await bed.db.query<{ hash: string }>('SELECT hash FROM auth.passwords WHERE user_id = $1::uuid', [userId]);
    expect(row?.hash).toStartWith('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  test('gives a name to one of those who ask at once, and leaves no password of the others', async () => {
    const name = newName();
    const before = await countPasswords();
    const tries = Array.from({ length: 8 }, () => register(name));
    const outcomes = await Promise.all(
      tries.map((attempt) =>
        attempt.then(
          () => 'made',
          () => refusal(attempt),
        ),
      ),
    );
    expect(outcomes.toSorted()).toEqual([...Array<string>(7).fill('auth.username_taken'), 'made']);
    expect(await countPasswords()).toBe(before + 1);
  });

  test('leaves the name free when it is interrupted before the account is made', async () => {
    const name = newName();
    bed.users.trouble = 'away';
    expect(await refusal(register(name))).toBe('internal.unavailable');
    bed.users.trouble = 'none';
    expect((await register(name)).isNewUser).toBe(true);
  });

  test('leaves an account one can sign in to when it is interrupted after that', async () => {
    const name = newName();
    bed.users.trouble = 'answer_lost';
    expect(await refusal(register(name))).toBe('internal.unavailable');
    bed.users.trouble = 'none';
    expect(await refusal(register(name))).toBe('auth.username_taken');
    expect((await login(name)).userId).toBe(bed.users.people.get(name) ?? '');
  });

  test.each(['short', '1234567', '😀😀😀😀'])('refuses the weak password %p', async (words) => {
    expect(await refusal(register(newName(), words))).toBe('auth.password_weak');
  });

  test('takes 1,024 bytes of password and no more', async () => {
    const name = newName();
    await register(name, 'x'.repeat(1_024));
    expect((await login(name, 'x'.repeat(1_024))).isNewUser).toBe(false);
    expect(await refusal(register(newName(), 'x'.repeat(1_025)))).toBe('request.invalid');
  });

  test('does not tell whether a phone number has an account', async () => {
    bed.users.people.set('+4915112345678', crypto.randomUUID());
    expect(await refusal(register('+4915112345678'))).toBe('request.invalid');
  });

  test('limits what comes from one address', async () => {
    for (let i = 0; i < 100; i += 1) bed.users.people.set(`taken_${i}`, crypto.randomUUID());
    const outcomes = [];
    for (let i = 0; i < 101; i += 1) outcomes.push(await refusal(register(`taken_${i % 100}`)));
    expect(outcomes.indexOf('rate.limited')).toBe(100);
  });

  test('is for those who are not signed in', async () => {
    const request = { username: newName(), password, displayName: 'Somebody', address };
    expect(await refusal(bed.auth.register(request, by({ userId: crypto.randomUUID(), sessionId: crypto.randomUUID() })))).toBe(
      'internal.forbidden',
    );
  });
});

describe('Login', () => {
  test('answers a session of its own each time', async () => {
    const name = newName();
    const first = await register(name);
    const second = await login(name);
    expect(second).toMatchObject({ userId: first.userId, isNewUser: false });
    expect(second.sessionId).not.toBe(first.sessionId);
  });

  test('answers an unknown name, a person without a password and a wrong password alike', async () => {
    const name = newName();
    await register(name);
    bed.users.people.set('codes_only', crypto.randomUUID());
    const outcomes = [
      login(name, 'wrong password'),
      login('nobody_at_all'),
      login('codes_only'),
      login(name, ''),
      login(name, 'x'.repeat(2_000)),
    ];
    const errors = await Promise.all(outcomes.map((attempt) => attempt.catch((error: unknown) => error)));
    for (const error of errors)
      expect(error).toMatchObject({
        code: 'auth.credentials_invalid',
        message: 'The name or the password is wrong.',
        status: 401,
      });
  });

  test('works on unknown names as long as on known ones', async () => {
    const name = newName();
    await register(name);
    const durations = { known: [] as number[], unknown: [] as number[] };
    for (let round = 0; round < 10; round += 1) {
      for (const kind of ['known', 'unknown'] as const) {
        const from = performance.now();
        await refusal(login(kind === 'known' ? name : `nobody_${round}`, 'wrong password', `198.51.100.${round}`));
        durations[kind].push(performance.now() - from);
      }
    }
    // Hashing takes tens of milliseconds; without it an unknown name would be answered at least ten times as fast.
    expect(Math.min(...durations.unknown)).toBeGreaterThan(Math.min(...durations.known) / 3);
  });

  test('takes the password in whatever way its letters are composed', async () => {
    const name = newName();
    await register(name, 'pässwörter');
    expect((await login(name, 'pässwörter'.normalize('NFD'))).isNewUser).toBe(false);
  });

  test.each(['2a', '2b', '2y'])('verifies a $%s$ hash of an older system and replaces it', async (variant) => {
    const name = newName();
    const words = 'from the old system';
    const userId = crypto.randomUUID();
    bed.users.people.set(name, userId);
    const hash = (await Bun.password.hash(words, { algorithm: 'bcrypt', cost: 4 })).replace('$2b$', `$${variant}$`);
    await bed.db.query('INSERT INTO auth.passwords (user_id, hash, updated_at) VALUES ($1::uuid, $2, 0)', [userId, hash]);

    expect(await refusal(login(name, 'something else'))).toBe('auth.credentials_invalid');
    expect((await login(name, words)).userId).toBe(userId);
    const [row] = await bed.db.query<{ hash: string }>('SELECT hash FROM auth.passwords WHERE user_id = $1::uuid', [userId]);
    expect(row?.hash).toStartWith('$argon2id$');
    expect((await login(name, words)).userId).toBe(userId);
  });

  test('verifies a bcrypt hash of a password that was cut at 72 bytes', async () => {
    const name = newName();
    const userId = crypto.randomUUID();
    bed.users.people.set(name, userId);
    const hash = await Bun.password.hash('x'.repeat(72), { algorithm: 'bcrypt', cost: 4 });
    await bed.db.query('INSERT INTO auth.passwords (user_id, hash, updated_at) VALUES ($1::uuid, $2, 0)', [userId, hash]);
    expect((await login(name, 'x'.repeat(100))).userId).toBe(userId);
  });

  test('limits guesses at one account from one network, right ones too, and says how long', async () => {
    const name = newName();
    await register(name);
    for (let i = 0; i < 10; i += 1) expect(await refusal(login(name, 'wrong password'))).toBe('auth.credentials_invalid');
    const error = await login(name).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'auth.login_rate_limited', status: 429, retryAfter: 60 });
    expect((await login(name, password, '203.0.113.9')).isNewUser).toBe(false);
    bed.time += 60_000;
    expect((await login(name)).isNewUser).toBe(false);
  });

  test('counts the addresses of one IPv6 network as one', async () => {
    const name = newName();
    bed.users.people.set(name, crypto.randomUUID());
    const outcomes = [];
    for (let i = 0; i < 11; i += 1) outcomes.push(await refusal(login(name, '', `2001:db8:1:2::${i}`)));
    expect(outcomes[10]).toBe('auth.login_rate_limited');
  });

  test('lets nobody guess while guesses cannot be counted', async () => {
    const name = newName();
    await register(name);
    bed.cacheAway = true;
    expect(await refusal(login(name))).toBe('cache.unavailable');
  });

  test('is for those who are not signed in', async () => {
    const request = { login: 'x', password, address };
    expect(await refusal(bed.auth.login(request, byService))).toBe('internal.forbidden');
  });
});

async function countPasswords(): Promise<number> {
  const [row] = await bed.db.query<{ count: number }>('SELECT count(*)::float8 AS count FROM auth.passwords');
  return row?.count ?? 0;
}
