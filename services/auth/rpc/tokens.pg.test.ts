import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { type TestDatabase, testDatabase } from '@parley/testkit/test-database';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { maintainStoredKeys } from '../keys/stored-keys.ts';
import { type AuthBed, by, byService, byStranger, createAuthBed } from '../testing/auth-bed.ts';
import { refusal } from '../testing/refusal.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
let database: TestDatabase;
let bed: AuthBed;
let session: Awaited<ReturnType<AuthBed['auth']['verifyCode']>>;
let ownKey: { id: string; jwk: JWK };

beforeAll(async () => {
  database = await testDatabase();
  bed = await createAuthBed(database);
  session = await signIn('+491511500001');
  const [row] = await bed.db.query<{ id: string; jwk: string }>('SELECT id, private_jwk AS jwk FROM auth.signing_keys');
  if (row === undefined) throw new Error('there is no key');
  ownKey = { id: row.id, jwk: JSON.parse(row.jwk) as JWK };
});
afterAll(() => database.close());

async function signIn(phone: string) {
  const { challengeId, code } = await bed.code(phone);
  return bed.auth.verifyCode({ challengeId, code, address: '' }, byStranger);
}
function validate(token: string) {
  return bed.auth.validateToken({ token }, byService);
}
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function claims(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(bed.time / 1000);
  return { iss: 'parley', aud: 'parley', sub: session.userId, sid: session.sessionId, iat: now, exp: now + 900, ...changes };
}
function header(changes: Record<string, unknown> = {}) {
  return { alg: 'ES256', typ: 'at+jwt', kid: ownKey.id, ...changes };
}
/** Signed with our own key: what is wrong with it is only what is changed. */
async function signed(payload: Record<string, unknown>, protectedHeader: Record<string, unknown> = header()) {
  return new SignJWT(payload).setProtectedHeader(protectedHeader as { alg: string }).sign(await importJWK(ownKey.jwk, 'ES256'));
}

describe('ValidateToken', () => {
  test('tells who a token speaks for', async () => {
    expect(await validate(session.accessToken)).toEqual({
      userId: session.userId,
      sessionId: session.sessionId,
      expiresAt: Math.floor(bed.time / 1000) * 1000 + 15 * MINUTE_MS,
    });
    expect(await validate(await signed(claims()))).toMatchObject({ userId: session.userId });
  });

  test('refuses a token that has expired', async () => {
    expect(await refusal(validate(await signed(claims({ exp: Math.floor(bed.time / 1000) - 1 }))))).toBe('auth.token_expired');
  });

  const now = () => Math.floor(bed.time / 1000);
  test.each<[string, () => Promise<string> | string]>([
    ['nothing', () => ''],
    ['noise', () => 'noise'],
    ['three parts of noise', () => 'a.b.c'],
    ['a refresh token', () => session.refreshToken],
    ['alg none', () => `${encode(header({ alg: 'none' }))}.${encode(claims())}.`],
    [
      'alg none with a signature',
      () => `${encode(header({ alg: 'none' }))}.${encode(claims())}.${session.accessToken.split('.')[2]}`,
    ],
    [
      'HS256 with the public key as the secret',
      async () => {
        const { jwks } = await bed.auth.jwks({}, byService);
        return new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: ownKey.id })
          .sign(new TextEncoder().encode(jwks));
      },
    ],
    [
      'a key of somebody else under our kid',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return new SignJWT(claims()).setProtectedHeader(header() as { alg: string }).sign(privateKey);
      },
    ],
    [
      'a key that the token brings along',
      async () => {
        const { privateKey, publicKey } = await generateKeyPair('ES256');
        const jwk = await exportJWK(publicKey);
        return new SignJWT(claims()).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', jwk }).sign(privateKey);
      },
    ],
    [
      'a key at an address that the token names',
      async () => {
        const { privateKey } = await generateKeyPair('ES256');
        return new SignJWT(claims())
          .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'x', jku: 'https://evil.example/jwks' })
          .sign(privateKey);
      },
    ],
    ['an unknown kid', () => signed(claims(), header({ kid: 'unknown' }))],
    ['no kid', () => signed(claims(), { alg: 'ES256', typ: 'at+jwt' })],
    ['another type', () => signed(claims(), header({ typ: 'JWT' }))],
    ['no type', () => signed(claims(), { alg: 'ES256', kid: ownKey.id })],
    [
      'a critical header nobody knows',
      async () => `${encode(header({ crit: ['b64x'], b64x: true }))}.${(await signed(claims())).split('.').slice(1).join('.')}`,
    ],
    ['another issuer', () => signed(claims({ iss: 'somebody' }))],
    ['another audience', () => signed(claims({ aud: 'somebody' }))],
    ['no audience', () => signed(claims({ aud: undefined }))],
    ['no subject', () => signed(claims({ sub: undefined }))],
    ['no session', () => signed(claims({ sid: undefined }))],
    ['a session that is a number', () => signed(claims({ sid: 7 }))],
    ['no expiry', () => signed(claims({ exp: undefined }))],
    ['not yet begun', () => signed(claims({ nbf: now() + 60 }))],
    ['an expiry that is text', () => signed(claims({ exp: '2999-01-01' }))],
    [
      'changed claims',
      () =>
        [session.accessToken.split('.')[0], encode(claims({ sub: crypto.randomUUID() })), session.accessToken.split('.')[2]].join(
          '.',
        ),
    ],
    ['no signature', () => `${session.accessToken.split('.').slice(0, 2).join('.')}.`],
    ['a cut signature', () => session.accessToken.slice(0, -4)],
    ['a fourth part', () => `${session.accessToken}.x`],
  ])('refuses %s', async (_name, make) => {
    expect(await refusal(validate(await make()))).toBe('auth.unauthenticated');
  });

  test.each<[string, () => Promise<string>]>([
    ['of a session that never was', () => signed(claims({ sid: crypto.randomUUID() }))],
    ['of a session with a strange name', () => signed(claims({ sid: 'session' }))],
    ['of a session of somebody else', () => signed(claims({ sub: crypto.randomUUID() }))],
  ])('refuses a well signed token %s', async (_name, make) => {
    expect(await refusal(validate(await make()))).toBe('auth.session_revoked');
  });

  test('is closed to people and strangers', async () => {
    expect(await refusal(bed.auth.validateToken({ token: session.accessToken }, byStranger))).toBe('internal.forbidden');
    expect(await refusal(bed.auth.validateToken({ token: session.accessToken }, by(session)))).toBe('internal.forbidden');
  });
});

describe('Jwks', () => {
  test('publishes public keys alone', async () => {
    const { keys } = JSON.parse((await bed.auth.jwks({}, byStranger)).jwks) as { keys: JWK[] };
    expect(keys).toEqual([
      { kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), kid: ownKey.id, alg: 'ES256', use: 'sig' },
    ]);
  });

  test('is not for people', async () => {
    expect(await refusal(bed.auth.jwks({}, by(session)))).toBe('internal.forbidden');
  });
});

test('keys change without a token being refused', async () => {
  const kids = async () =>
    (JSON.parse((await bed.auth.jwks({}, byService)).jwks) as { keys: JWK[] }).keys.map((key) => key.kid ?? '');
  const kidOf = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
  const old = ownKey.id;

  bed.time += 90 * DAY_MS;
  await bed.renewKeys();
  const next = (await kids()).find((kid) => kid !== old) ?? '';
  expect(await kids()).toHaveLength(2);
  expect(kidOf((await signIn('+491511500002')).accessToken)).toBe(old);

  bed.time += 2 * DAY_MS - 1_000;
  const byOldKey = await signIn('+491511500003');
  const challenge = await bed.code('+491511500004');
  bed.time += 1_000;
  expect((await validate(byOldKey.accessToken)).userId).toBe(byOldKey.userId);
  const byNewKey = await signIn('+491511500005');
  expect(kidOf(byNewKey.accessToken)).toBe(next);
  // A code that was made before the change is still good after it.
  expect((await bed.auth.verifyCode({ ...challenge, address: '' }, byStranger)).isNewUser).toBe(true);

  bed.time += 25 * 60 * MINUTE_MS;
  await bed.renewKeys();
  expect(await kids()).toEqual([next]);
  expect(await refusal(validate(byOldKey.accessToken))).toBe('auth.unauthenticated');
});

test('processes that start at once come to one key', async () => {
  await bed.db.query('DELETE FROM auth.signing_keys');
  const loaded = await Promise.all(Array.from({ length: 5 }, () => maintainStoredKeys(bed.db, bed.time)));
  expect(new Set(loaded.flat().map((key) => key.id)).size).toBe(1);
});
