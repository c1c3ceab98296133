import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { SESSIONS_SUBJECT, userSubject } from '@parley/bus/live';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { type AuthBed, by, byService, byStranger, createAuthBed, REFRESH_TOKEN_MS } from '../testing/auth-bed.ts';
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
  bed.time += DAY_MS;
  bed.published.length = 0;
});

function newPhone(): string {
  phones += 1;
  return `+4915113${String(phones).padStart(6, '0')}`;
}
/** Signs a person in, a new one unless the phone is given. */
async function signIn(phone = newPhone(), device?: { name: string; platform: string }) {
  const { challengeId, code } = await bed.code(phone);
  const session = await bed.auth.verifyCode({ challengeId, code, device, address: '' }, byStranger);
  return { ...session, phone };
}
function refresh(refreshToken: string) {
  return bed.auth.refresh({ refreshToken, address: '' }, byStranger);
}
function validate(token: string) {
  return bed.auth.validateToken({ token }, byService);
}
async function revocations(sessionId: string) {
  return bed.db.query<{ subject: string; key: string; payload: unknown }>(
    `SELECT subject, key, payload FROM auth.outbox WHERE payload->>'sessionId' = $1`,
    [sessionId],
  );
}

describe('Refresh', () => {
  test('gives two new tokens for the same session', async () => {
    const session = await signIn();
    bed.time += MINUTE_MS;
    const next = await refresh(session.refreshToken);
    expect(next).toMatchObject({ sessionId: session.sessionId, userId: session.userId, isNewUser: false, expiresIn: 900 });
    expect(next.refreshToken).not.toBe(session.refreshToken);
    expect((await validate(next.accessToken)).expiresAt).toBe(bed.time + 15 * MINUTE_MS);
    expect((await refresh(next.refreshToken)).sessionId).toBe(session.sessionId);
  });

  test('gives the same token again to who asks again because the answer was lost, for half a minute', async () => {
    const session = await signIn();
    const lost = await refresh(session.refreshToken);
    bed.time += 30_000;
    const again = await refresh(session.refreshToken);
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect((await validate(again.accessToken)).sessionId).toBe(session.sessionId);
    expect((await refresh(again.refreshToken)).sessionId).toBe(session.sessionId);
    expect(bed.published).toEqual([]);
  });

  test('of a token whose successor was used takes every further use for a copy, at once too', async () => {
    const session = await signIn();
    const next = await refresh(session.refreshToken);
    await refresh(next.refreshToken);
    expect(await refusal(refresh(session.refreshToken))).toBe('auth.refresh_reused');
    expect(await refusal(refresh(next.refreshToken))).toBe('auth.session_revoked');
  });

  test('ends the session when a token is used twice, for both who hold it', async () => {
    const session = await signIn();
    const next = await refresh(session.refreshToken);
    bed.time += 30_001;
    expect(await refusal(refresh(session.refreshToken))).toBe('auth.refresh_reused');
    expect(await refusal(refresh(next.refreshToken))).toBe('auth.session_revoked');
    expect(await refusal(validate(next.accessToken))).toBe('auth.session_revoked');
    const message = { kind: 'session.revoked', sessionId: session.sessionId, userId: session.userId } as const;
    expect(bed.published).toEqual([
      { subject: SESSIONS_SUBJECT, message },
      { subject: userSubject(session.userId), message },
    ]);
    expect(await revocations(session.sessionId)).toEqual([
      {
        subject: 'session.revoked',
        key: session.userId,
        payload: { sessionId: session.sessionId, userId: session.userId, reason: 'refresh_token_reused' },
      },
    ]);
  });

  test('knows every token of the past, not only the last but one', async () => {
    const session = await signIn();
    let latest = session;
    for (let i = 0; i < 5; i += 1) latest = { ...latest, ...(await refresh(latest.refreshToken)) };
    expect(await refusal(refresh(session.refreshToken))).toBe('auth.refresh_reused');
    expect(await refusal(refresh(latest.refreshToken))).toBe('auth.session_revoked');
  });

  test('gives two with the same token at once the same next one', async () => {
    const session = await signIn();
    const both = await Promise.all([refresh(session.refreshToken), refresh(session.refreshToken), refresh(session.refreshToken)]);
    expect(new Set(both.map((grant) => grant.refreshToken)).size).toBe(1);
    expect((await validate(session.accessToken)).sessionId).toBe(session.sessionId);
  });

  test('repeats nothing where a node that keeps no succession has rotated since', async () => {
    const session = await signIn();
    await refresh(session.refreshToken);
    await bed.db.query('UPDATE auth.sessions SET refresh_hash = $2 WHERE id = $1::uuid', [session.sessionId, new Uint8Array(32)]);
    expect(await refusal(refresh(session.refreshToken))).toBe('auth.refresh_reused');
  });

  test('is not moved by a token that was made up for a known session', async () => {
    const session = await signIn();
    const forged = Buffer.from(session.refreshToken, 'base64url');
    forged.fill(7, 16);
    expect(await refusal(refresh(forged.toString('base64url')))).toBe('auth.refresh_invalid');
    expect((await refresh(session.refreshToken)).sessionId).toBe(session.sessionId);
  });

  test.each(['', 'nonsense', 'A'.repeat(86), 'A'.repeat(10_000)])('refuses %p', async (token) => {
    expect(await refusal(refresh(token))).toBe('auth.refresh_invalid');
  });

  test('keeps a session that is used, and forgets one that is not', async () => {
    const used = await signIn();
    const unused = await signIn();
    bed.time += REFRESH_TOKEN_MS - 1;
    const next = await refresh(used.refreshToken);
    bed.time += 1;
    expect(await refusal(refresh(unused.refreshToken))).toBe('auth.refresh_invalid');
    bed.time += REFRESH_TOKEN_MS - 2;
    expect((await refresh(next.refreshToken)).sessionId).toBe(used.sessionId);
  });

  test('stores neither token', async () => {
    const session = await refresh((await signIn()).refreshToken);
    const secret = Buffer.from(session.refreshToken, 'base64url').subarray(32).toString('hex');
    const [row] = await bed.db.query<{ stored: string }>('SELECT s::text AS stored FROM auth.sessions s WHERE id = $1::uuid', [
      session.sessionId,
    ]);
    expect(row?.stored).not.toContain(secret);
    expect(row?.stored).not.toContain(session.refreshToken);
  });

  test('is not for services', async () => {
    expect(await refusal(bed.auth.refresh({ refreshToken: '', address: '' }, byService))).toBe('internal.forbidden');
  });
});

describe('ListSessions', () => {
  test('lists the live sessions of the caller alone, the last used first', async () => {
    const laptop = await signIn(undefined, { name: 'Ada’s laptop', platform: 'web' });
    bed.time += MINUTE_MS;
    const phone = await signIn(laptop.phone, { name: 'Ada’s phone', platform: 'android' });
    await signIn();
    const { sessions } = await bed.auth.listSessions({}, by(laptop));
    expect(sessions).toEqual([
      {
        id: phone.sessionId,
        device: { name: 'Ada’s phone', platform: 'android' },
        createdAt: bed.time,
        lastUsedAt: bed.time,
        current: false,
      },
      {
        id: laptop.sessionId,
        device: { name: 'Ada’s laptop', platform: 'web' },
        createdAt: bed.time - MINUTE_MS,
        lastUsedAt: bed.time - MINUTE_MS,
        current: true,
      },
    ]);
  });

  test('is closed to strangers', async () => {
    expect(await refusal(bed.auth.listSessions({}, byStranger))).toBe('internal.forbidden');
  });
});

describe('RevokeSession', () => {
  test('signs out: the tokens are refused, and every door is told', async () => {
    const session = await signIn();
    await bed.auth.revokeSession({ sessionId: session.sessionId }, by(session));
    expect(await refusal(validate(session.accessToken))).toBe('auth.session_revoked');
    expect(await refusal(refresh(session.refreshToken))).toBe('auth.session_revoked');
    expect(bed.published.map(({ subject }) => subject)).toEqual([SESSIONS_SUBJECT, userSubject(session.userId)]);
    expect((await bed.auth.listSessions({}, by(session))).sessions).toEqual([]);
  });

  test('is announced again when it is repeated, and noted once', async () => {
    const session = await signIn();
    await bed.auth.revokeSession({ sessionId: session.sessionId }, by(session));
    await bed.auth.revokeSession({ sessionId: session.sessionId }, by(session));
    expect(bed.published).toHaveLength(4);
    expect(await revocations(session.sessionId)).toHaveLength(1);
  });

  test('does not find the session of somebody else', async () => {
    const [mine, other] = [await signIn(), await signIn()];
    expect(await refusal(bed.auth.revokeSession({ sessionId: other.sessionId }, by(mine)))).toBe('auth.session_not_found');
    expect((await validate(other.accessToken)).userId).toBe(other.userId);
    expect(await refusal(bed.auth.revokeSession({ sessionId: crypto.randomUUID() }, by(mine)))).toBe('auth.session_not_found');
    expect(await refusal(bed.auth.revokeSession({ sessionId: 'x' }, by(mine)))).toBe('auth.session_not_found');
  });

  test('is closed to strangers', async () => {
    const session = await signIn();
    expect(await refusal(bed.auth.revokeSession({ sessionId: session.sessionId }, byStranger))).toBe('internal.forbidden');
  });
});

describe('RevokeOtherSessions', () => {
  test('ends all but the one that asks', async () => {
    const first = await signIn();
    bed.time += MINUTE_MS;
    const second = await signIn(first.phone);
    bed.time += 10 * MINUTE_MS;
    const third = await signIn(first.phone);
    const bystander = await signIn();
    expect(await bed.auth.revokeOtherSessions({}, by(second))).toEqual({ revoked: 2 });
    expect(await refusal(refresh(first.refreshToken))).toBe('auth.session_revoked');
    expect(await refusal(refresh(third.refreshToken))).toBe('auth.session_revoked');
    expect((await refresh(second.refreshToken)).sessionId).toBe(second.sessionId);
    expect((await refresh(bystander.refreshToken)).sessionId).toBe(bystander.sessionId);
  });

  test('is closed to strangers', async () => {
    expect(await refusal(bed.auth.revokeOtherSessions({}, byStranger))).toBe('internal.forbidden');
  });
});

describe('ListRevoked', () => {
  test('lists what was revoked while an access token may still be valid', async () => {
    const session = await signIn();
    const revokedAt = bed.time;
    await bed.auth.revokeSession({ sessionId: session.sessionId }, by(session));
    const entry = { sessionId: session.sessionId, userId: session.userId, revokedAt };
    bed.time += 15 * MINUTE_MS;
    expect((await bed.auth.listRevoked({}, byService)).sessions).toContainEqual(entry);
    bed.time += 2 * MINUTE_MS;
    expect((await bed.auth.listRevoked({}, byService)).sessions).not.toContainEqual(entry);
  });

  test('is closed to people and strangers', async () => {
    expect(await refusal(bed.auth.listRevoked({}, byStranger))).toBe('internal.forbidden');
    expect(await refusal(bed.auth.listRevoked({}, by(await signIn())))).toBe('internal.forbidden');
  });
});

test('a person has 100 sessions; the one not used for longest ends when another begins', async () => {
  const first = await signIn();
  await bed.db.query(
    `INSERT INTO auth.sessions (id, user_id, family_hash, refresh_hash, device_name, device_platform, created_at, last_used_at, expires_at)
     SELECT gen_random_uuid(), $1::uuid, '', '', '', 'other', $2, $2::bigint + n, $3 FROM generate_series(1, 99) AS n`,
    [first.userId, bed.time, bed.time + DAY_MS],
  );
  bed.time += MINUTE_MS;
  const latest = await signIn(first.phone);
  expect(await refusal(refresh(first.refreshToken))).toBe('auth.session_revoked');
  const { sessions } = await bed.auth.listSessions({}, by(latest));
  expect(sessions).toHaveLength(100);
});
