import { expect, test } from 'bun:test';
import { memoryLive } from '@parley/bus/memory-live';
import { memoryCache } from '@parley/cache/memory-cache';
import { createMeter } from '@parley/kernel/prometheus';
import { fail } from '@parley/protocol/errors';
import { manualClock } from '@parley/testkit/manual-clock';
import { seededIds } from '@parley/testkit/seeded-ids';
import { silentLogger } from '@parley/testkit/test-logger';
import { Registry } from 'prom-client';
import type { Calls } from './gateway.ts';
import { gatewayModule } from './module.ts';

/** The module as a process starts it; `auth` is the only service that it calls by itself. */
async function start(auth: Partial<Calls['auth']>) {
  const clock = manualClock();
  const registry = new Registry();
  const nobody = {} as never;
  const instance = await gatewayModule.init({
    cache: memoryCache({ clock }),
    live: memoryLive(() => {}),
    calls: { auth: auth as Calls['auth'], user: nobody, chat: nobody, message: nobody, presence: nobody },
    config: {
      publicUrl: 'https://chat.example',
      rateLimit: 'on',
      trustedProxies: [],
      corsOrigins: [],
      realtimeUrl: [],
      webDir: '/nonexistent',
    },
    logger: silentLogger,
    meter: createMeter(registry),
    clock,
    ids: seededIds(),
    nodeId: 'test',
  });
  const server = { requestIP: () => ({ address: '192.0.2.1', family: 'IPv4', port: 1 }) } as unknown as Bun.Server<unknown>;
  const get = async (path: string) => instance.http?.fetch(new Request(`https://chat.example${path}`), server);
  return { instance, get, clock, registry };
}

test('is ready when it knows who was revoked, and leaves nothing behind', async () => {
  const { instance, clock } = await start({ listRevoked: async () => ({ sessions: [] }) });
  const pendingBefore = clock.pending;
  expect(await instance.ready?.()).toBe(false);
  await instance.start?.();
  expect(await instance.ready?.()).toBe(true);
  await instance.stop?.();
  expect(clock.pending).toBe(pendingBefore);
});

test('starts without the auth service, is not ready, and answers what needs no token', async () => {
  const { instance, get } = await start({ listRevoked: () => Promise.reject(fail('internal.unavailable')) });
  await instance.start?.();
  expect(await instance.ready?.()).toBe(false);
  expect((await get('/api/v1/openapi.json'))?.status).toBe(200);
  await instance.stop?.();
});

test('answers everything that no other module does, and measures it by route', async () => {
  const { instance, get, registry } = await start({ jwks: async () => ({ jwks: '{"keys":[]}' }) });
  expect(instance.http?.prefix).toBe('/');
  const answer = await get('/.well-known/jwks.json');
  expect(answer?.status).toBe(200);
  expect(answer?.headers.get('strict-transport-security')).toBe('max-age=31536000');
  await get('/api/v1/users/some-id');
  await get('/some/page');
  const metrics = await registry.metrics();
  expect(metrics).toContain(
    'parley_http_request_duration_seconds_count{method="GET",route="/.well-known/jwks.json",status="200"} 1',
  );
  expect(metrics).toContain('parley_http_request_duration_seconds_count{method="GET",route="/api/v1/users/:id",status="401"} 1');
  expect(metrics).toContain('parley_http_request_duration_seconds_count{method="GET",route="other",status="404"} 1');
});
