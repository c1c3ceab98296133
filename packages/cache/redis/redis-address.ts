/** Where a Redis or a Valkey is, and how to sign in to it. */
export interface RedisAddress {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  /** The server, the sentinels, or some nodes of the cluster. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** Of the sentinels, which need not be that of the server. */
  readonly sentinelPassword: string | undefined;
  /** Number of the database; a cluster has only 0. */
  readonly database: number;
  /** What the sentinels call the server that they watch. */
  readonly master: string | undefined;
}

/** Schemes of the addresses, without the colon; the second `s` is for TLS. */
export const REDIS_SCHEMES = ['redis', 'rediss', 'redis+sentinel', 'rediss+sentinel', 'redis+cluster', 'rediss+cluster'];

const PORTS = { single: 6379, sentinel: 26_379, cluster: 6379 } as const;

/**
 * Reads `redis://[user:password@]host[:port][/database]`; `rediss` for TLS; `redis+sentinel://host[:port]/master[/database]` and
 * `redis+cluster://host[:port]`, where more hosts are named by `?host=other:port`, as often as needed. Where the sentinels ask for a
 * password, it is named by `?sentinelPassword=`.
 * @throws Error for a person to act on; it doesn't name the password
 */
export function parseRedisUrl(text: string): RedisAddress {
  const url = URL.parse(text);
  if (url === null || !REDIS_SCHEMES.includes(url.protocol.slice(0, -1))) throw new Error('is not the URL of a Redis server');
  const [scheme = '', suffix = 'single'] = url.protocol.slice(0, -1).split('+');
  const kind = suffix === 'sentinel' || suffix === 'cluster' ? suffix : 'single';
  const port = PORTS[kind];
  const others = url.searchParams.getAll('host');
  if (kind === 'single' && others.length > 0) throw new Error('names several hosts, which only sentinels and clusters have');
  const [first = '', second] = url.pathname.split('/').slice(1).map(decodeURIComponent);
  if (kind === 'sentinel' && first === '') throw new Error('does not say what the sentinels call the server (…://host/name)');
  const database = (kind === 'sentinel' ? second : first) ?? '';
  if (!/^\d{0,4}$/.test(database)) throw new Error('names a database that is not a number');
  if (kind === 'cluster' && Number(database) !== 0) throw new Error('names a database, which clusters have only one of');
  return {
    kind,
    nodes: [url.host, ...others].map((host) => parseHost(host, port)),
    tls: scheme === 'rediss',
    username: url.username === '' ? undefined : decodeURIComponent(url.username),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    sentinelPassword: url.searchParams.get('sentinelPassword') ?? undefined,
    database: Number(database),
    master: kind === 'sentinel' ? first : undefined,
  };
}

function parseHost(text: string, defaultPort: number): { host: string; port: number } {
  const url = URL.parse(`redis://${text}`);
  if (url === null || url.hostname === '') throw new Error(`names the host ${JSON.stringify(text)}, which is none`);
  // Brackets belong to the URL, not to the address.
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? defaultPort : Number(url.port) };
}
