import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from './redis-address.ts';

/** Connection to a server, or to those of a cluster. */
export type RedisConnection = Redis | Cluster;

/** Ms that opening a connection may take. */
const CONNECT_TIMEOUT = 2_000;
/** Ms that a server has to agree to the end of a connection; one that hangs doesn't. */
const DISCONNECT_TIMEOUT = 100;
/** Ms before the first try to connect again, and at the most; the wait doubles and is drawn from its upper half. */
const RETRY_FIRST = 100;
const RETRY_AT_MOST = 3_000;

/**
 * Opens a connection that comes back by itself, for ever. It keeps nothing for later: what is asked while it is down fails at once, and
 * what was under way when it went down fails too. What is asked in one turn of the event loop travels together. `random` is from 0 to 1.
 */
export function connectRedis(address: RedisAddress, random: () => number): RedisConnection {
  const retryStrategy = (tries: number): number =>
    Math.min(RETRY_AT_MOST, RETRY_FIRST * 2 ** Math.min(tries, 10)) * (0.5 + random() / 2);
  const common = {
    ...(address.tls ? { tls: {} } : {}),
    ...(address.username === undefined ? {} : { username: address.username }),
    ...(address.password === undefined ? {} : { password: address.password }),
    connectionName: 'parley',
    connectTimeout: CONNECT_TIMEOUT,
    disconnectTimeout: DISCONNECT_TIMEOUT,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // After a failover the old primary takes no writes: whoever was connected to it has to find the new one.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  } satisfies RedisOptions;

  if (address.kind === 'cluster') {
    return new Cluster(
      address.nodes.map(({ host, port }) => ({ host, port })),
      {
        redisOptions: common,
        enableOfflineQueue: false,
        enableAutoPipelining: true,
        clusterRetryStrategy: retryStrategy,
        // A command of a server that is gone fails at once instead of waiting for the one that takes over.
        retryDelayOnFailover: 0,
        slotsRefreshTimeout: CONNECT_TIMEOUT,
      },
    );
  }
  const single = {
    ...common,
    db: address.database,
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    retryStrategy,
  } satisfies RedisOptions;
  const [first] = address.nodes;
  if (address.kind === 'single') return new Redis({ ...single, ...first });
  const behindSentinels = {
    ...single,
    sentinels: address.nodes.map(({ host, port }) => ({ host, port })),
    sentinelRetryStrategy: retryStrategy,
    name: address.master,
    sentinelPassword: address.sentinelPassword,
    ...(address.tls ? { enableTLSForSentinelMode: true, sentinelTLS: {} } : {}),
  } satisfies RedisOptions;
  return new Redis(behindSentinels);
}
