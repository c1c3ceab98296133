import type { S3Account } from '@parley/engines/s3';
import type { Secrets } from './cluster-folder.ts';
import type { Layout, Seat } from './layout.ts';

/** Services that people's devices reach through their public listener; the others are reached through the internal one. */
const REACHED_PUBLICLY: ReadonlySet<string> = new Set(['realtime']);

/**
 * Connections that a process opens to PostgreSQL at the most. Messages are written by several lanes at once; the others wait more than
 * they work.
 */
export const connectionsOf = (target: string): number => (target === 'message' ? 10 : 5);

/** The variable that says where a target is. */
export const urlVariable = (target: string): string => `PARLEY_${target.toUpperCase()}_URL`;

/** What all processes of a cluster are told about it, as variables: where the engines and the services are. */
export function sharedSettings(
  layout: Layout,
  secrets: Secrets,
  s3: S3Account,
  natsUrl: string,
  redisUrl: string,
): Record<string, string> {
  const { engines, seats } = layout;
  const services = Map.groupBy(seats, ({ target }) => target);
  const urls = [...services].map(([target, members]) => {
    const ports = members.map(({ publicPort, internalPort }) => (REACHED_PUBLICLY.has(target) ? publicPort : internalPort));
    return [urlVariable(target), ports.map((port) => `http://127.0.0.1:${port}`).join(',')] as const;
  });
  return {
    PARLEY_POSTGRES_URL: `postgres://parley:${secrets.postgres}@127.0.0.1:${engines.postgres}/postgres`,
    PARLEY_NATS_URL: natsUrl,
    PARLEY_REDIS_URL: redisUrl,
    PARLEY_S3_ENDPOINT: `http://127.0.0.1:${engines.s3}`,
    PARLEY_S3_BUCKET: s3.bucket,
    PARLEY_S3_REGION: s3.region,
    PARLEY_S3_ACCESS_KEY_ID: s3.accessKeyId,
    PARLEY_S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    PARLEY_INTERNAL_SECRET: secrets.internal,
    ...Object.fromEntries(urls),
  };
}

/**
 * The runtime's allocator keeps what was freed for a second instead of giving it back at once: an eighth less CPU for a message, for twice the
 * memory of an idle connection (docs/operate/scaling.md).
 */
const ALLOCATOR = { MIMALLOC_PURGE_DELAY: '1000', MIMALLOC_PURGE_HOLES: '0' };
/** Who carries the messages. */
const BUSY: ReadonlySet<string> = new Set(['realtime', 'message']);

/**
 * What one process is told beside that.
 * @param siblings How many processes run its target: where several write messages, each does so in one batch at a time, which then are larger. It
 * is the database's cores that count, not the processes.
 */
export function seatSettings(seat: Seat, host: string, siblings: number): Record<string, string> {
  return {
    PARLEY_HOST: seat.target === 'gateway' ? host : '127.0.0.1',
    PARLEY_PORT: String(seat.publicPort),
    PARLEY_INTERNAL_PORT: String(seat.internalPort),
    PARLEY_POSTGRES_CONNECTIONS: String(connectionsOf(seat.target)),
    PARLEY_LOG_FORMAT: 'json',
    ...(seat.target === 'gateway' ? { PARLEY_REUSE_PORT: 'true' } : {}),
    ...(seat.target === 'message' && siblings > 1 ? { PARLEY_MESSAGE_LANES: '1' } : {}),
    ...(BUSY.has(seat.target) ? ALLOCATOR : {}),
    // What the gateways pass on comes from them; who is behind them they say.
    ...(seat.target === 'realtime' ? { PARLEY_TRUSTED_PROXIES: '127.0.0.0/8,::1' } : {}),
  };
}
