import { expect, test } from 'bun:test';
import { freePorts, isPortFree } from './free-port.ts';

test('free ports are different, free, and none that outgoing connections get', async () => {
  const ports = await freePorts(50);
  expect(new Set(ports).size).toBe(50);
  expect(Math.max(...ports)).toBeLessThan(32_768);
  for (const port of ports) expect(await isPortFree(port, '127.0.0.1')).toBe(true);
});

test('a port that somebody listens on is not free', async () => {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() });
  expect(await isPortFree(server.port ?? 0, '127.0.0.1')).toBe(false);
  await server.stop();
});
