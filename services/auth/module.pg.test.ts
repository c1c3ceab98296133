import { afterAll, describe, expect, test } from 'bun:test';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logEvents } from '@parley/bus/log-events';
import { memoryLive } from '@parley/bus/memory-live';
import { memoryCache } from '@parley/cache/memory-cache';
import { systemClock } from '@parley/kernel/clock';
import { compileConfig } from '@parley/kernel/config';
import type { ServiceClient } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import { createMeter } from '@parley/kernel/prometheus';
import { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { testDatabase } from '@parley/testkit/test-database';
import { testDirectory } from '@parley/testkit/test-directory';
import { silentLogger } from '@parley/testkit/test-logger';
import { Registry } from 'prom-client';
import { authModule } from './module.ts';
import { by, byService, byStranger } from './testing/auth-bed.ts';
import { fakeUsers } from './testing/fake-users.ts';
import { refusal } from './testing/refusal.ts';

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'parley-auth-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await database.close();
});

/** The module as a process starts it, from variables of the environment. */
async function start(env: Record<string, string>) {
  const events = logEvents({ clock: systemClock, logger: silentLogger });
  const cache = memoryCache({ clock: systemClock });
  const instance = await authModule.init({
    postgres: database,
    cache,
    live: memoryLive(() => {}),
    events,
    config: compileConfig([authModule], { env, argv: [] }).valuesOf(authModule.options),
    logger: silentLogger,
    meter: createMeter(new Registry()),
    clock: systemClock,
    ids: systemIds,
    nodeId: 'test',
    calls: { user: fakeUsers().client as ServiceClient<typeof UserService> },
  });
  const directory = testDirectory(systemClock);
  for (const offered of instance.rpc ?? []) directory.serve(offered);
  return {
    auth: directory.client(AuthService),
    events,
    async stop() {
      await instance.stop?.();
      await events.stop();
      cache.stop();
    },
  };
}

describe('the auth module', () => {
  test('offers revocations as SESSIONS', async () => {
    const { auth, events, stop } = await start({ PARLEY_OTP_SENDER: 'echo' });
    const heard = Promise.withResolvers<unknown>();
    await events.consume({ stream: 'SESSIONS', durable: 'test', subjects: ['session.revoked'] }, async (batch) => {
      heard.resolve(batch.map(({ payload }) => payload));
    });
    const { challengeId, code } = await auth.requestCode({ phone: '+4915112345001', address: '' }, byStranger);
    const session = await auth.verifyCode({ challengeId, code: code ?? '', address: '' }, byStranger);
    const { sessionId, userId } = session;
    await auth.revokeSession({ sessionId }, by(session));
    expect(await heard.promise).toEqual([{ sessionId, userId, reason: 'signed_out' }]);
    await stop();
  });

  test('signs with the mounted key, for as long as it is told', async () => {
    const path = join(folder, 'key.pem');
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(path, privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const { auth, stop } = await start({ PARLEY_JWT_KEY_FILE: path, PARLEY_ACCESS_TOKEN_TTL: '5m', PARLEY_OTP_SENDER: 'echo' });
    const { keys } = JSON.parse((await auth.jwks({}, byService)).jwks) as { keys: { x: string }[] };
    expect(keys.map(({ x }) => x)).toEqual([privateKey.export({ format: 'jwk' }).x ?? '']);
    const { challengeId, code } = await auth.requestCode({ phone: '+4915112345002', address: '' }, byStranger);
    const session = await auth.verifyCode({ challengeId, code: code ?? '', address: '' }, byStranger);
    expect(session.expiresIn).toBe(300);
    expect((await auth.validateToken({ token: session.accessToken }, byService)).userId).toBe(session.userId);
    await stop();
  });

  test('without rate limits still compares five guesses at a code and no more', async () => {
    const { auth, stop } = await start({ PARLEY_RATE_LIMIT: 'off', PARLEY_OTP_SENDER: 'echo' });
    const phone = '+4915112345003';
    await auth.requestCode({ phone, address: '' }, byStranger);
    const { challengeId, code } = await auth.requestCode({ phone, address: '' }, byStranger);
    const wrong = code === '000000' ? '000001' : '000000';
    const verify = () => refusal(auth.verifyCode({ challengeId, code: wrong, address: '' }, byStranger));
    const outcomes = [await verify(), await verify(), await verify(), await verify(), await verify(), await verify()];
    expect(outcomes).toEqual([...Array<string>(5).fill('auth.code_invalid'), 'auth.code_attempts_exceeded']);
    await stop();
  });
});
