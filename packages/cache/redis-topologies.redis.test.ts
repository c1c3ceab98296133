import { afterAll, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '@parley/engines/engine';
import { takePlace } from '@parley/engines/engine-folder';
import { findOrInstall } from '@parley/engines/find-or-install';
import { planRedis, startRedis } from '@parley/engines/redis';
import { runEngine } from '@parley/engines/run-engine';
import { systemClock } from '@parley/kernel/clock';
import { Redis } from 'ioredis';
import { cacheConformance } from './cache.conformance.ts';
import { redisCache } from './redis-cache.ts';

const engines: Engine[] = [];
afterAll(async () => {
  for (const engine of engines) await engine.stop();
});

/** A Redis with more said on its command line. */
async function startWith(...args: string[]): Promise<Engine> {
  const program = await findOrInstall('redis');
  const place = await takePlace('redis', {});
  const plan = planRedis(program, place.port, place.folder);
  const engine = await runEngine({ ...plan, command: [...plan.command, ...args] }, place);
  engines.push(engine);
  return engine;
}

/** Of one server, which has all the slots: commands that name several keys are refused as in a large one. */
const cluster = await startWith('--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1');
const operator = new Redis(cluster.url);
await operator.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
while (!/cluster_state:ok/.test(String(await operator.call('CLUSTER', 'INFO')))) await Bun.sleep(20);
operator.disconnect();

const withScheme = (url: string, scheme: string): string => url.replace('redis:', `${scheme}:`);

let opened = 0;
cacheConformance('Redis Cluster', async () => {
  opened += 1;
  const url = withScheme(cluster.url, 'redis+cluster');
  const cache = redisCache({ url, clock: systemClock, random: Math.random, prefix: `test${opened}:` });
  await cache.opened(5_000);
  return { cache, pass: (ms) => Bun.sleep(ms), close: async () => cache.stop() };
});

test('a cluster that dies is unavailable, and used again when it is back', async () => {
  const url = withScheme(cluster.url, 'redis+cluster');
  const cache = redisCache({ url, clock: systemClock, random: Math.random });
  expect(await cache.opened(5_000)).toBe(true);
  await cache.set('k', 'v', 60_000);
  await cluster.kill();
  await expect(cache.get('k')).rejects.toMatchObject({ code: 'cache.unavailable' });
  await cluster.restart();
  let value: string | undefined = 'not yet';
  while (value === 'not yet') value = await cache.get('k').catch(() => Bun.sleep(20).then(() => 'not yet'));
  expect(value).toBeUndefined();
  cache.stop();
});

test('sentinels say where the server is', async () => {
  const server = await startRedis({ password: 'secret' });
  engines.push(server);
  const configuration = join(server.folder, 'sentinel.conf');
  const lines = [`sentinel monitor main 127.0.0.1 ${server.port} 1`, 'sentinel auth-pass main secret'];
  writeFileSync(configuration, `${lines.join('\n')}\n`);
  const program = await findOrInstall('redis');
  const place = await takePlace('redis', {});
  const plan = planRedis(program, place.port, place.folder);
  const command = [program.path, configuration, '--sentinel', '--port', String(place.port)];
  engines.push(await runEngine({ ...plan, command }, place));
  const url = `redis+sentinel://:secret@127.0.0.1:${place.port}/main`;
  const cache = redisCache({ url, clock: systemClock, random: Math.random });
  expect(await cache.opened(5_000)).toBe(true);
  expect(await cache.increment('n', 3, 60_000)).toBe(3);
  const direct = new Redis(server.url);
  expect(await direct.get('n')).toBe('3');
  direct.disconnect();
  cache.stop();
});
