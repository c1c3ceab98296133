import { beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { type BreakableLive, breakableLive } from '@parley/bus/breakable-live';
import { SESSIONS_SUBJECT } from '@parley/bus/live';
import { AppError } from '@parley/kernel/errors';
import { fail } from '@parley/protocol/errors';
import { type ManualClock, manualClock } from '@parley/testkit/manual-clock';
import { silentLogger } from '@parley/testkit/test-logger';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { type AccessTokens, accessTokens } from './access-tokens.ts';

const USER = 'user-1';
const SESSION = 'session-1';
const HOUR = 3_600_000;

let keys: GenerateKeyPairResult;
let otherKeys: GenerateKeyPairResult;
beforeAll(async () => {
  [keys, otherKeys] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
});

/** What was begun has run its course: nothing here waits for more than promises. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The auth service as the test plays it. */
let published: { kid: string; pair: GenerateKeyPairResult }[];
let revokedBefore: { sessionId: string; userId: string; revokedAt: number }[];
let authAway: boolean;
let keysAskedFor: number;
let revokedAskedFor: number;
let clock: ManualClock;
let bus: BreakableLive;
let tokens: AccessTokens;

beforeEach(() => {
  published = [{ kid: 'k1', pair: keys }];
  revokedBefore = [];
  authAway = false;
  keysAskedFor = 0;
  revokedAskedFor = 0;
  clock = manualClock();
  bus = breakableLive();
  tokens = accessTokens({ name: 'test', auth, live: bus.live, clock, logger: silentLogger, random: () => 1 - Number.EPSILON });
});

const auth = {
  async jwks() {
    keysAskedFor++;
    if (authAway) throw fail('internal.unavailable');
    const jwks = await Promise.all(
      published.map(async ({ kid, pair }) => ({ ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256' })),
    );
    return { jwks: JSON.stringify({ keys: jwks }) };
  },
  async listRevoked() {
    revokedAskedFor++;
    if (authAway) throw fail('internal.unavailable');
    return { sessions: revokedBefore };
  },
};

interface Claims {
  sub?: string;
  sid?: string | number;
  iss?: string;
  aud?: string;
  exp?: number | undefined;
}

function sign(claims: Claims = {}, { pair = keys, kid = 'k1' } = {}): Promise<string> {
  const exp = Math.floor(clock.now() / 1000) + 900;
  const payload = { sub: USER, sid: SESSION, iss: 'parley', aud: 'parley', exp, ...claims };
  return new SignJWT(payload as never).setProtectedHeader({ alg: 'ES256', kid }).sign(pair.privateKey);
}

async function codeOf(token: string): Promise<string> {
  return tokens.verify(token).then(
    () => 'verified',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

describe('verify', () => {
  test('says whom a token speaks for', async () => {
    await tokens.start();
    const exp = Math.floor(clock.now() / 1000) + 60;
    expect(await tokens.verify(await sign({ exp }))).toEqual({ userId: USER, sessionId: SESSION, expiresAt: exp * 1000 });
  });

  test('refuses what is not ours', async () => {
    await tokens.start();
    const foreign = await sign({}, { pair: otherKeys });
    const tampered = `${(await sign()).slice(0, -4)}AAAA`;
    const unsigned = new UnsecuredJWT({ sub: USER, sid: SESSION })
      .setIssuer('parley')
      .setAudience('parley')
      .setExpirationTime('1h')
      .encode();
    const symmetric = await new SignJWT({ sub: USER, sid: SESSION, iss: 'parley', aud: 'parley', exp: 9e9 })
      .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
      .sign(new TextEncoder().encode('x'.repeat(32)));
    const wrong = [
      foreign,
      tampered,
      unsigned,
      symmetric,
      '',
      'a.b.c',
      await sign({ iss: 'x' }),
      await sign({ aud: 'x' }),
      await sign({ sid: 7 }),
      await sign({ exp: undefined }),
    ];
    for (const token of wrong) expect(await codeOf(token)).toBe('auth.unauthenticated');
  });

  test('tells that a token has expired', async () => {
    await tokens.start();
    const token = await sign();
    clock.advance(15 * 60_000);
    expect(await codeOf(token)).toBe('verified');
    clock.advance(4_000);
    expect(await codeOf(token)).toBe('verified');
    clock.advance(2_000);
    expect(await codeOf(token)).toBe('auth.token_expired');
    expect(await codeOf(await sign({ exp: Math.floor(clock.now() / 1000) - 60 }))).toBe('auth.token_expired');
  });

  test('asks for the keys once, and again for a new one, but not for every forgery', async () => {
    await tokens.start();
    const newKey = { pair: otherKeys, kid: 'k2' };
    await Promise.all([codeOf(await sign()), codeOf(await sign()), codeOf(await sign())]);
    expect(keysAskedFor).toBe(1);

    // Right after the keys were fetched an unknown one doesn't make us ask again …
    expect(await codeOf(await sign({}, newKey))).toBe('auth.unauthenticated');
    expect(keysAskedFor).toBe(1);
    // … later it does, and is found when it was added since.
    published.push(newKey);
    clock.advance(31_000);
    expect(await codeOf(await sign({}, newKey))).toBe('verified');
    expect(keysAskedFor).toBe(2);
  });

  test('ends what a withdrawn key signed, and goes on with old keys while new ones cannot be had', async () => {
    await tokens.start();
    const exp = Math.floor(clock.now() / 1000) + 7200;
    const token = await sign({ exp });
    expect(await codeOf(token)).toBe('verified');
    clock.advance(6 * 60_000);
    authAway = true;
    expect(await codeOf(token)).toBe('verified');
    authAway = false;
    published = [{ kid: 'k2', pair: otherKeys }];
    clock.advance(31_000);
    expect(await codeOf(token)).toBe('auth.unauthenticated');
  });

  test('does not blame the token when the keys cannot be had', async () => {
    await tokens.start();
    authAway = true;
    expect(await codeOf(await sign())).toBe('internal.unavailable');
    authAway = false;
    expect(await codeOf(await sign())).toBe('verified');
  });
});

describe('revocation', () => {
  test('is known from before the start, and at once afterwards', async () => {
    revokedBefore = [{ sessionId: 'old', userId: USER, revokedAt: clock.now() }];
    await tokens.start();
    expect(await codeOf(await sign({ sid: 'old' }))).toBe('auth.session_revoked');

    const seen: string[] = [];
    const stopListening = tokens.onRevoked(({ sessionId }) => seen.push(sessionId));
    bus.live.publish(SESSIONS_SUBJECT, { kind: 'session.revoked', sessionId: SESSION, userId: USER });
    expect(await codeOf(await sign())).toBe('auth.session_revoked');
    expect(tokens.isRevoked(SESSION)).toBe(true);
    stopListening();
    bus.live.publish(SESSIONS_SUBJECT, { kind: 'session.revoked', sessionId: 'later', userId: USER });
    expect(seen).toEqual([SESSION]);
  });

  test('lets no token through until it is known who was revoked', async () => {
    authAway = true;
    await tokens.start();
    expect(tokens.ready()).toBe(false);
    expect(await codeOf(await sign())).toBe('internal.unavailable');

    authAway = false;
    clock.advance(500);
    // The retry has run its course once the calls it made have.
    await auth.listRevoked().then(() => Promise.resolve());
    expect(tokens.ready()).toBe(true);
    expect(await codeOf(await sign())).toBe('verified');
  });

  test('is asked for ever less often while the auth service is away, but every half minute', async () => {
    authAway = true;
    await tokens.start();
    const asked: number[] = [];
    for (let second = 0; second < 120; second++) {
      const before = revokedAskedFor;
      clock.advance(1000);
      // The retry has run its course once the calls it made have.
      await auth.jwks().catch(() => Promise.resolve());
      if (revokedAskedFor > before) asked.push(second);
    }
    expect(asked).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
  });

  test('is found out within a second while the live path is down, and without asking once it is back', async () => {
    await tokens.start();
    const seen: string[] = [];
    tokens.onRevoked(({ sessionId }) => seen.push(sessionId));
    bus.cut();
    await settled();
    expect(await codeOf(await sign())).toBe('verified');
    revokedBefore = [{ sessionId: SESSION, userId: USER, revokedAt: clock.now() }];
    clock.advance(1000);
    await settled();
    expect([seen, await codeOf(await sign())]).toEqual([[SESSION], 'auth.session_revoked']);
    revokedBefore.push({ sessionId: 'meanwhile', userId: USER, revokedAt: clock.now() });
    bus.mend();
    await settled();
    expect(seen).toEqual([SESSION, 'meanwhile']);
    const asked = revokedAskedFor;
    for (let second = 0; second < 10; second++) {
      clock.advance(1000);
      await settled();
    }
    expect(revokedAskedFor).toBe(asked);
  });

  test('may not be found out for 10 s when the auth service is away as well; after that nobody is let in', async () => {
    await tokens.start();
    const token = await sign();
    expect(await codeOf(token)).toBe('verified');
    clock.advance(60_000);
    authAway = true;
    bus.cut();
    expect(await codeOf(token)).toBe('verified');
    const pass = async (seconds: number): Promise<void> => {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1000);
        await settled();
      }
    };
    await pass(9);
    expect(await codeOf(token)).toBe('verified');
    await pass(3);
    expect(await codeOf(token)).toBe('internal.unavailable');
    authAway = false;
    await pass(2);
    expect(await codeOf(token)).toBe('verified');
  });

  test('is forgotten when no access token of the session can be valid any more', async () => {
    await tokens.start();
    bus.live.publish(SESSIONS_SUBJECT, { kind: 'session.revoked', sessionId: SESSION, userId: USER });
    clock.advance(24 * HOUR);
    expect(tokens.isRevoked(SESSION)).toBe(true);
    clock.advance(3 * HOUR);
    expect(tokens.isRevoked(SESSION)).toBe(false);
  });

  test('leaves nothing behind when it is stopped', async () => {
    await tokens.start();
    tokens.stop();
    expect(clock.pending).toBe(0);
    bus.live.publish(SESSIONS_SUBJECT, { kind: 'session.revoked', sessionId: SESSION, userId: USER });
    expect(tokens.isRevoked(SESSION)).toBe(false);
  });
});
