import type { Clock } from '@parley/kernel/clock';
import type { Cache } from './cache.ts';
import { connectRedis, type RedisConnection } from './redis/connect-redis.ts';
import { parseRedisUrl } from './redis/redis-address.ts';
import { createRedisLink, type RedisLink, type RedisLinkOptions } from './redis/redis-link.ts';
import { ADD_TO_SET, INCREMENT, LIMIT, REMOVE_FROM_SET, type RedisScript } from './redis/scripts.ts';

export interface RedisCacheOptions extends Pick<RedisLinkOptions, 'onChange' | 'onOperation'> {
  /** As `parseRedisUrl` takes it. */
  readonly url: string;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Put before every key, for a server that is shared. Default: nothing. */
  readonly prefix?: string;
  /** Ms that an operation may take. Default 500. */
  readonly deadlineMs?: number;
}

/** A cache that processes share. */
export interface RedisCache extends Cache {
  /** Whether operations are let through now. */
  readonly up: boolean;
  /** Resolves when the server can be used for the first time, or after `ms`. Tells whether it can. */
  opened: RedisLink['opened'];
  /** Ms that the server's clock is ahead of `clock`, give or take the way there and back. @throws `cache.unavailable` */
  clockAhead(): Promise<number>;
  stop(): void;
}

/**
 * A cache on Redis 6.2 or newer, or Valkey; single, behind sentinels, or a cluster. It need not be there at the start, and what is asked
 * while it is away rejects with `cache.unavailable`.
 * @throws Error when the URL is none
 */
export function redisCache(options: RedisCacheOptions): RedisCache {
  const { clock, random, prefix = '', deadlineMs = 500 } = options;
  const address = parseRedisUrl(options.url);
  const link = createRedisLink(connectRedis(address, random), {
    clock,
    random,
    deadlineMs,
    ...(options.onChange === undefined ? {} : { onChange: options.onChange }),
    ...(options.onOperation === undefined ? {} : { onOperation: options.onOperation }),
  });
  /** In a cluster one command may name keys of one slot only. The commands of one turn travel together anyway. */
  const severalKeys = address.kind !== 'cluster';
  const keyOf = (key: string): string => prefix + key;

  return {
    get up() {
      return link.up;
    },
    opened: link.opened,
    stop: link.stop,
    async clockAhead() {
      const [seconds, micros] = await link.run('time', (redis) => redis.time());
      return Number(seconds) * 1000 + Number(micros) / 1000 - clock.now();
    },

    get: (key) => link.run('get', async (redis) => (await redis.get(keyOf(key))) ?? undefined),
    async getMany(keys) {
      if (keys.length === 0) return [];
      const values = await link.run('getMany', (redis) =>
        severalKeys ? redis.mget(keys.map(keyOf)) : Promise.all(keys.map((key) => redis.get(keyOf(key)))),
      );
      return values.map((value) => value ?? undefined);
    },
    async set(key, value, ttlMs) {
      await link.run('set', (redis) => redis.set(keyOf(key), value, 'PX', wholeMs(ttlMs)));
    },
    async setMany(entries, ttlMs) {
      if (entries.length === 0) return;
      const ttl = wholeMs(ttlMs);
      await link.run('setMany', (redis) => Promise.all(entries.map(({ key, value }) => redis.set(keyOf(key), value, 'PX', ttl))));
    },
    async setIfAbsent(key, value, ttlMs) {
      const answer = await link.run('setIfAbsent', (redis) => redis.set(keyOf(key), value, 'PX', wholeMs(ttlMs), 'NX'));
      return answer === 'OK';
    },
    async renew(key, ttlMs) {
      return (await link.run('renew', (redis) => redis.pexpire(keyOf(key), wholeMs(ttlMs)))) === 1;
    },
    async delete(keys) {
      if (keys.length === 0) return;
      await link.run('delete', async (redis) => {
        if (severalKeys) await redis.unlink(keys.map(keyOf));
        else await Promise.all(keys.map((key) => redis.unlink(keyOf(key))));
      });
    },
    increment: (key, by, ttlMs) =>
      link.run('increment', (redis) => runScript(redis, INCREMENT, keyOf(key), [by, wholeMs(ttlMs)])),
    async limit(key, { perSecond, burst }, cost = 1) {
      if (cost > burst) return { allowed: false, retryAfterMs: Number.POSITIVE_INFINITY };
      const interval = 1_000_000 / perSecond;
      const wait = await link.run('limit', (redis) => runScript(redis, LIMIT, keyOf(key), [burst * interval, cost * interval]));
      return { allowed: wait === 0, retryAfterMs: Math.ceil(wait / 1000) };
    },
    async addToSets(changes, ttlMs) {
      const ttl = wholeMs(ttlMs);
      const answers = await link.run('addToSets', (redis) =>
        Promise.all(changes.map(({ key, members }) => runScript(redis, ADD_TO_SET, keyOf(key), [ttl, ...members]))),
      );
      return answers.map((answer) => answer === 1);
    },
    async removeFromSets(changes) {
      const answers = await link.run('removeFromSets', (redis) =>
        Promise.all(changes.map(({ key, members }) => runScript(redis, REMOVE_FROM_SET, keyOf(key), members))),
      );
      return answers.map((answer) => answer === 1);
    },
    membersOf: (keys, limit) =>
      link.run('membersOf', (redis) =>
        Promise.all(keys.map((key) => (limit === undefined ? redis.smembers(keyOf(key)) : redis.srandmember(keyOf(key), limit)))),
      ),
  };
}

/** Redis takes whole ms, of which there must be one. */
const wholeMs = (ms: number): number => Math.max(1, Math.ceil(ms));

/** Runs a script of one key that answers a number. A server that doesn't know it yet, or no longer, is told its text. */
async function runScript(
  redis: RedisConnection,
  { text, sha }: RedisScript,
  key: string,
  args: readonly (string | number)[],
): Promise<number> {
  try {
    return Number(await redis.evalsha(sha, 1, key, ...args));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return Number(await redis.eval(text, 1, key, ...args));
  }
}
