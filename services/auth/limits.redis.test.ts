import { afterAll, expect, test } from 'bun:test';
import { redisCache } from '@parley/cache/redis-cache';
import { startRedis } from '@parley/engines/redis';
import { systemClock } from '@parley/kernel/clock';
import { authLimits } from './limits.ts';
import { refusal } from './testing/refusal.ts';

const redis = await startRedis();
const up = Promise.withResolvers<void>();
let wasDown = false;
const cache = redisCache({
  url: redis.url,
  clock: systemClock,
  random: Math.random,
  onChange(isUp) {
    wasDown ||= !isUp;
    if (isUp && wasDown) up.resolve();
  },
});
afterAll(async () => {
  cache.stop();
  await redis.stop();
});

test('while Redis is away nobody guesses a password, asks for a code or registers; then they do', async () => {
  await cache.opened(5_000);
  const limits = authLimits(cache, { perDay: 100, perPrefixAndDay: 100 });
  await limits.login('ada', '192.0.2.1');
  await redis.kill();
  const guarded = () => [
    limits.login('ada', '192.0.2.1'),
    limits.codeRequest('192.0.2.1'),
    limits.codeSent('+4915112345678'),
    limits.registration('192.0.2.1'),
  ];
  for (const call of guarded().map(refusal)) expect(await call).toBe('cache.unavailable');
  await redis.restart();
  await up.promise;
  await Promise.all(guarded());
  for (let i = 1; i < 10; i += 1) await limits.login('ada', '192.0.2.1');
  expect(await refusal(limits.login('ada', '192.0.2.1'))).toBe('auth.login_rate_limited');
});
