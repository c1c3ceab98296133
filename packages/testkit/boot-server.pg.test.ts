import { expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { bootServer } from './boot-server.ts';

test('a server is booted, answers, and leaves nothing behind when it is stopped', async () => {
  const server = await bootServer();
  expect(server.output()).toContain('Parley is ready');
  expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
  expect(existsSync(server.dataDir)).toBe(false);
}, 60_000);

test('a server that can not start says why', async () => {
  await expect(bootServer({ targets: ['nonsense'] })).rejects.toThrow('nonsense');
});

test('a server that was killed starts again on its folder', async () => {
  const first = await bootServer();
  await first.kill();
  const second = await bootServer({ dataDir: first.dataDir });
  expect((await fetch(`${second.url}/health/ready`)).status).toBe(200);
  expect(await second.stop()).toBe(0);
  expect(existsSync(second.dataDir)).toBe(true);
  await Bun.$`rm -rf ${first.dataDir}`;
}, 60_000);
