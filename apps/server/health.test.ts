import { expect, test } from 'bun:test';
import { Registry } from 'prom-client';
import { healthSurface, metricsSurface } from './health.ts';

const server = {} as Bun.Server<unknown>;
const ask = async (surface: ReturnType<typeof healthSurface>, path: string) => {
  const response = await surface.fetch(new Request(`http://localhost${path}`), server);
  return { status: response?.status, body: (await response?.json()) as unknown };
};

test('a process that can serve is healthy and ready', async () => {
  const surface = healthSurface({ unready: () => Promise.resolve([]), draining: () => false });
  expect(await ask(surface, '/health')).toEqual({ status: 200, body: { status: 'ok', problems: [] } });
  expect(await ask(surface, '/health/ready')).toEqual({ status: 200, body: { status: 'ok', problems: [] } });
});

test('a process that can’t serve says why, and is alive all the same', async () => {
  const problems = [{ module: 'postgres', reason: 'gone' }];
  const surface = healthSurface({ unready: () => Promise.resolve(problems), draining: () => false });
  expect(await ask(surface, '/health/ready')).toEqual({ status: 503, body: { status: 'unavailable', problems } });
  expect((await ask(surface, '/health/live')).status).toBe(200);
});

test('what is degraded is told, and the process stays ready', async () => {
  const degraded = [{ module: 'nats', reason: 'no connection' }];
  const surface = healthSurface({ unready: () => Promise.resolve([]), degraded: () => degraded, draining: () => false });
  expect(await ask(surface, '/health/ready')).toEqual({ status: 200, body: { status: 'ok', problems: [], degraded } });
});

test('a process that is stopping wants no new requests', async () => {
  const surface = healthSurface({ unready: () => Promise.resolve([]), draining: () => true });
  expect((await ask(surface, '/health/ready')).status).toBe(503);
});

test('metrics are in the format of Prometheus', async () => {
  const response = await metricsSurface(new Registry()).fetch(new Request('http://localhost/metrics'), server);
  expect(response?.headers.get('content-type')).toContain('text/plain; version=0.0.4');
});
