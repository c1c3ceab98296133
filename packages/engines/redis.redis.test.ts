import { describe, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { RedisClient } from 'bun';
import { engineAtHand } from './engine-at-hand.ts';
import { startRedis } from './redis.ts';

const TIMEOUT = 60_000;

describe.skipIf(!(await engineAtHand('redis')))('a Redis server', () => {
  test.each([
    [false, null],
    [true, 'value'],
  ] as const)(
    'persistent: %p, answers %p for what it was told before an orderly restart',
    async (persistent, expected) => {
      const redis = await startRedis({ password: 'a secret with / and @', persistent });
      const before = new RedisClient(redis.url);
      await before.set('key', 'value');
      before.close();
      await redis.restart();
      const after = new RedisClient(redis.url);
      expect(await after.get('key')).toBe(expected);
      after.close();
      await redis.stop();
      expect(existsSync(redis.folder)).toBe(false);
    },
    TIMEOUT,
  );

  test(
    'comes back on its port after kill -9',
    async () => {
      const redis = await startRedis();
      const { pid } = redis;
      await redis.kill();
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
      await redis.restart();
      const client = new RedisClient(redis.url);
      expect(await client.ping()).toBe('PONG');
      client.close();
      await redis.stop();
    },
    TIMEOUT,
  );
});
