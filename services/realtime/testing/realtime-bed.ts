import { breakableLive } from '@parley/bus/breakable-live';
import { systemClock } from '@parley/kernel/clock';
import { systemIds } from '@parley/kernel/ids';
import { createMeter } from '@parley/kernel/prometheus';
import { silentLogger } from '@parley/testkit/test-logger';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { Registry } from 'prom-client';
import { realtimeModule } from '../module.ts';
import { fakeCalls } from './fake-calls.ts';

type ModuleContext = Parameters<typeof realtimeModule.init>[0];

interface BedOptions {
  readonly rateLimit?: 'on' | 'off';
  readonly corsOrigins?: readonly string[];
}

/** The realtime service on a real port, with the services that it calls played by the test. */
export async function realtimeBed({ rateLimit = 'off', corsOrigins = [] }: BedOptions = {}) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const stranger = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'ES256', use: 'sig' };
  const { live, cut, mend } = breakableLive();
  const calls = fakeCalls(JSON.stringify({ keys: [jwk] }));
  const instance = await realtimeModule.init({
    live,
    calls: calls.clients as ModuleContext['calls'],
    config: { corsOrigins, publicUrl: undefined, rateLimit, trustedProxies: [], heartbeat: 20_000 },
    clock: systemClock,
    ids: systemIds,
    logger: silentLogger,
    meter: createMeter(new Registry()),
    nodeId: 'node-1',
  });
  const surface = instance.http;
  if (surface === undefined) throw new Error('realtime offers no surface');
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, bun) => surface.fetch(request, bun as Bun.Server<unknown>),
    websocket: surface.websocket as Bun.WebSocketHandler<never>,
  });
  await instance.start?.();

  async function token(
    userId: string,
    claims: { readonly sid?: string; readonly expires?: string; readonly foreign?: boolean } = {},
  ) {
    return await new SignJWT({ sid: claims.sid ?? systemIds.uuid() })
      .setProtectedHeader({ alg: 'ES256', kid: 'test' })
      .setSubject(userId)
      .setIssuer('parley')
      .setAudience('parley')
      .setExpirationTime(claims.expires ?? '1h')
      .sign(claims.foreign === true ? stranger.privateKey : privateKey);
  }

  return {
    url: `ws://127.0.0.1:${server.port}/ws`,
    live,
    cut,
    mend,
    calls,
    instance,
    token,
    async close() {
      await instance.drain?.();
      await instance.stop?.();
      await server.stop(true);
    },
  };
}

export type RealtimeBed = Awaited<ReturnType<typeof realtimeBed>>;
