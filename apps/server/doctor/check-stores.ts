import { redisCache } from '@parley/cache/redis-cache';
import { systemClock } from '@parley/kernel/clock';
import type { Config } from '@parley/kernel/config';
import { blobOptions, openS3 } from '../infrastructure/blob.ts';
import { cacheOptions } from '../infrastructure/cache.ts';
import type { Finding } from './checks.ts';

/** Ms that Redis has to answer. */
const PATIENCE = 3_000;
/** Ms that the clock of Redis may be off. Limits and presence go by it alone, so it does no harm; but one of the two clocks is wrong. */
const CLOCK_TOLERANCE = 2_000;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether Redis answers, and knows the time; undefined where none is configured. A start doesn't need it. */
export async function checkRedis(config: Config): Promise<Finding | undefined> {
  const { redisUrl } = config.valuesOf(cacheOptions);
  if (redisUrl === undefined) return undefined;
  const told = Promise.withResolvers<string>();
  const onChange = (up: boolean, reason: string): void => {
    if (!up) told.resolve(reason);
  };
  try {
    const cache = redisCache({ url: redisUrl, clock: systemClock, random: Math.random, onChange });
    try {
      const silence = cache.opened(PATIENCE).then((isOpen) => (isOpen ? undefined : 'it does not answer'));
      const reason = await Promise.race([silence, told.promise]);
      if (reason !== undefined) return { level: 'warn', message: `Redis is not available: ${reason}` };
      const ahead = await cache.clockAhead();
      if (Math.abs(ahead) < CLOCK_TOLERANCE) return { level: 'ok', message: 'Redis answers (PARLEY_REDIS_URL).' };
      const seconds = Math.round(Math.abs(ahead) / 1000);
      return {
        level: 'warn',
        message: `The clock of Redis is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine’s: set one of them right.`,
      };
    } finally {
      cache.stop();
    }
  } catch (error) {
    return { level: 'fail', message: `PARLEY_REDIS_URL ${reasonOf(error)}` };
  }
}

/** Whether the bucket can be listed; undefined where none is configured. A start doesn't need it. */
export async function checkS3(config: Config): Promise<Finding | undefined> {
  const options = config.valuesOf(blobOptions);
  try {
    const blobs = openS3(options, { clock: systemClock });
    if (blobs === undefined) return undefined;
    try {
      await blobs.check();
      return { level: 'ok', message: `The bucket ${options.bucket} can be listed (PARLEY_S3_ENDPOINT).` };
    } catch (error) {
      return { level: 'warn', message: `The bucket ${options.bucket} is not available: ${reasonOf(error)}` };
    }
  } catch (error) {
    return { level: 'fail', message: reasonOf(error) };
  }
}
