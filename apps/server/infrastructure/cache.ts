import { cachePort } from '@parley/cache/cache';
import { memoryCache } from '@parley/cache/memory-cache';
import type { RedisOutcome } from '@parley/cache/redis/redis-link';
import { type RedisCache, type RedisCacheOptions, redisCache } from '@parley/cache/redis-cache';
import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';
import type { Meter } from '@parley/kernel/metrics';
import { defineModule } from '@parley/kernel/module';
import { option } from '@parley/kernel/options';
import { redisUrlOption } from '@parley/kernel/shared-options';

export const cacheOptions = {
  redisUrl: redisUrlOption,
  redisPrefix: option.string({
    env: 'PARLEY_REDIS_PREFIX',
    description: 'Put before every key, where several installations share one Redis.',
    default: '',
  }),
  redisTimeout: option.duration({
    env: 'PARLEY_REDIS_TIMEOUT',
    description: 'How long an operation on Redis may take before Redis counts as unavailable.',
    default: 500,
    min: 20,
    max: 10_000,
  }),
};

/** Ms that a start waits for Redis. It goes on without. */
const OPENING = 2_000;

/** Counters and short-lived facts: in Redis where `PARLEY_REDIS_URL` is set, in this process where not. */
export const cacheModule = defineModule({
  name: 'cache',
  summary: 'counters and short-lived facts, in memory or in Redis',
  target: false,
  provides: cachePort,
  needs: {},
  calls: {},
  options: cacheOptions,
  async init({ config, clock, logger, meter }) {
    if (config.redisUrl === undefined) {
      const cache = memoryCache({ clock });
      return { value: cache, stop: () => cache.stop() };
    }
    const cache = openRedis(
      { url: config.redisUrl, prefix: config.redisPrefix, deadlineMs: config.redisTimeout },
      { clock, logger, meter },
    );
    await cache.opened(OPENING);
    // No `ready`: without Redis people still chat, and a process that is not routed to would help nobody.
    return { value: cache, degraded: () => (cache.up ? undefined : AWAY), stop: () => cache.stop() };
  },
});

/** What it means to people. */
const AWAY = 'Redis is unavailable: limits hold for each process, codes and sign-ins are refused, presence is unknown';

interface Watchers {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly meter: Meter;
}

type Where = Pick<RedisCacheOptions, 'url' | 'prefix' | 'deadlineMs'>;

function openRedis(where: Where, { clock, logger, meter }: Watchers): RedisCache {
  const durations = meter.histogram(
    'parley_redis_operation_duration_seconds',
    'Time that operations on Redis take; those turned away while it is unavailable are not among them.',
    ['operation', 'outcome'],
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
  );
  const unavailable = meter.counter(
    'parley_redis_unavailable_total',
    'Operations that failed because Redis did not answer (late), could not be reached (down) or refused (error).',
    ['reason'],
  );
  const up = meter.gauge('parley_redis_up', 'Whether operations are let through to Redis (1) or turned away at once (0).');
  up.set(0);
  const options = {
    ...where,
    clock,
    random: Math.random,
    onChange(isUp: boolean, reason: string) {
      up.set(isUp ? 1 : 0);
      if (isUp) logger.info('Redis can be used');
      else logger.warn({ reason }, AWAY);
    },
    onOperation(operation: string, ms: number, outcome: RedisOutcome) {
      if (outcome !== 'down') durations.labels(operation, outcome).observe(ms / 1000);
      if (outcome !== 'ok') unavailable.labels(outcome).inc();
    },
  } satisfies RedisCacheOptions;
  try {
    return redisCache(options);
  } catch (error) {
    throw new Error(`PARLEY_REDIS_URL ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
