import { afterAll, expect, test } from 'bun:test';
import { startRedis } from '@parley/engines/redis';
import { compileConfig } from '@parley/kernel/config';
import { blobOptions } from '../infrastructure/blob.ts';
import { cacheOptions } from '../infrastructure/cache.ts';
import { checkRedis, checkS3 } from './check-stores.ts';

const redis = await startRedis({ password: 'right' });
afterAll(() => redis.stop());

const configured = (env: Record<string, string>) =>
  compileConfig(
    [
      { name: 'cache', options: cacheOptions },
      { name: 'blob', options: blobOptions },
    ],
    { env, argv: [] },
  );

test('Redis: there, with another password, away, misspelt, and not asked for', async () => {
  expect(await checkRedis(configured({ PARLEY_REDIS_URL: redis.url }))).toMatchObject({ level: 'ok' });
  const wrong = await checkRedis(configured({ PARLEY_REDIS_URL: redis.url.replace('right', 'wrong') }));
  expect(wrong?.level).toBe('warn');
  expect(wrong?.message).toContain('WRONGPASS');
  expect(wrong?.message).not.toContain('wrong@');
  const nobody = await checkRedis(configured({ PARLEY_REDIS_URL: 'redis://127.0.0.1:1' }));
  expect(nobody).toMatchObject({ level: 'warn', message: expect.stringContaining('not available') });
  const misspelt = await checkRedis(configured({ PARLEY_REDIS_URL: 'redis://host/name' }));
  expect(misspelt).toMatchObject({ level: 'fail', message: expect.stringContaining('PARLEY_REDIS_URL') });
  expect(await checkRedis(configured({}))).toBeUndefined();
});

test('S3: away, half configured, and not asked for', async () => {
  const away = configured({
    PARLEY_S3_ENDPOINT: 'http://127.0.0.1:1',
    PARLEY_S3_ACCESS_KEY_ID: 'a',
    PARLEY_S3_SECRET_ACCESS_KEY: 'b',
  });
  expect(await checkS3(away)).toMatchObject({ level: 'warn', message: expect.stringContaining('not available') });
  const half = await checkS3(configured({ PARLEY_S3_ENDPOINT: 'http://127.0.0.1:1' }));
  expect(half).toMatchObject({ level: 'fail', message: expect.stringContaining('PARLEY_S3_ACCESS_KEY_ID') });
  expect(await checkS3(configured({}))).toBeUndefined();
});
