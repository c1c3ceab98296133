import { readFileSync } from 'node:fs';
import {
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  type NatsConnection,
  type Stats,
  type TlsOptions,
} from '@nats-io/transport-node';
import type { Clock } from '@parley/kernel/clock';
import type { Logger } from '@parley/kernel/logger';

/** Where NATS is, and as whom to connect. */
export interface NatsTarget {
  /** `nats://[user[:password]@]host[:port]`, or `tls://…` to insist on TLS; a user without a password is a token. Several are one cluster. */
  readonly servers: readonly string[];
  /** Shown by the server's monitoring: which process this is. */
  readonly name: string;
  /** File of a user's JWT and seed, as `nsc` makes it. */
  readonly credentialsFile?: string | undefined;
  /** Certificates of TLS; an empty object takes those of the system. */
  readonly tls?: Pick<TlsOptions, 'caFile' | 'certFile' | 'keyFile'> | undefined;
}

export interface NatsLinkOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to 1, for the jitter between tries. Default `Math.random`. */
  readonly random?: () => number;
}

/** A connection to NATS that is made again and again, for as long as the process lives. */
export interface NatsLink {
  /** The connection while one stands. It must not be kept: each is used until it is lost, and never comes back. */
  current(): NatsConnection | undefined;
  /** Calls `handler` with every new connection, and at once with the one that stands. The returned function ends it. */
  onUp(handler: (connection: NatsConnection) => void): () => void;
  /** Calls `handler` when the connection is lost. The returned function ends it. */
  onDown(handler: () => void): () => void;
  /** What went through all connections so far, and how many were made. */
  stats(): Readonly<Stats> & { readonly connections: number };
  /** Why there is no connection; undefined while there is one. */
  problem(): string | undefined;
  /** Sends what was published, ends the connection and tries no more. */
  close(): Promise<void>;
}

/** Ms that a try may take: a stopped server still accepts connections and then says nothing. */
const CONNECT_TIMEOUT = 3_000;
/** Ms between pings; a server that owes two answers is given up at the third: it is noticed within 4.5 s. */
const PING_INTERVAL = 1_500;
const PINGS_OWED = 2;
/**
 * Bytes that are published in one go and leave with one system call. The client's 32 KiB cost a process that announces large batches a tenth of
 * its time, and the server and its readers as many small reads. The client reads this option, its types don't name it.
 */
const PENDING_LIMIT = 512 * 1024;
/** Ms before the first try after a loss; it doubles with each, up to the longest. */
const FIRST_RETRY = 100;
const LONGEST_RETRY = 2_000;
/** Ms that a graceful end may take. */
const CLOSE_WITHIN = 2_000;

/**
 * Starts connecting and answers at once: nothing of a process waits for NATS. The library's own reconnection isn't used, because
 * it keeps what is published meanwhile (late hints are worse than none), and because it waits for the full buffer of a server that is
 * gone before it tries another.
 */
export function connectNats(target: NatsTarget, { clock, logger, random = Math.random }: NatsLinkOptions): NatsLink {
  const options = connectionOptions(target);
  const ups = new Set<(connection: NatsConnection) => void>();
  const downs = new Set<() => void>();
  const past = { inBytes: 0, outBytes: 0, inMsgs: 0, outMsgs: 0 };
  let connections = 0;
  let current: NatsConnection | undefined;
  let problem: string | undefined = 'not connected yet';
  let closed = false;
  let cancelRetry: (() => void) | undefined;
  let trying: Promise<void> = Promise.resolve();

  function lost(connection: NatsConnection, reason: string): void {
    if (current !== connection) return;
    current = undefined;
    problem = reason;
    const { inBytes, outBytes, inMsgs, outMsgs } = connection.stats();
    past.inBytes += inBytes;
    past.outBytes += outBytes;
    past.inMsgs += inMsgs;
    past.outMsgs += outMsgs;
    logger.warn({ reason }, 'the connection to NATS is lost');
    abandon(connection);
    for (const handler of [...downs]) handler();
    retry(1);
  }

  /** It may have to wait for a buffer that nobody empties: nobody waits for it. */
  function abandon(connection: NatsConnection): void {
    connection.close().catch((error: unknown) => logger.debug({ err: error }, 'a lost connection to NATS did not end cleanly'));
  }

  async function watch(connection: NatsConnection): Promise<void> {
    for await (const status of connection.status()) {
      if (status.type === 'error') logger.warn({ err: status.error }, 'NATS refused something');
      else if (status.type === 'staleConnection') lost(connection, 'the server does not answer');
      else if (status.type === 'disconnect' || status.type === 'close') lost(connection, 'the server is gone');
    }
    lost(connection, 'the server is gone');
  }

  async function attempt(failures: number): Promise<void> {
    try {
      const connection = await connect(options());
      if (closed) return abandon(connection);
      current = connection;
      problem = undefined;
      connections++;
      logger.info({ server: connection.getServer(), version: connection.info?.version }, 'connected to NATS');
      watch(connection).catch((error: unknown) => {
        logger.warn({ err: error }, 'the connection to NATS could not be watched');
        lost(connection, 'the connection could not be watched');
      });
      for (const handler of [...ups]) if (current === connection) handler(connection);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      // Once, and then every now and then: a server may be away for hours.
      if (failures === 0 || failures % 30 === 0) logger.warn({ err: error, failures: failures + 1 }, 'NATS can’t be reached');
      retry(failures + 1);
    }
  }

  function retry(failures: number): void {
    if (closed) return;
    const longest = Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
    cancelRetry = clock.schedule(longest * (0.5 + random() / 2), () => {
      trying = attempt(failures);
    });
  }

  trying = attempt(0);
  return {
    current: () => current,
    onUp(handler) {
      ups.add(handler);
      if (current !== undefined) handler(current);
      return () => void ups.delete(handler);
    },
    onDown(handler) {
      downs.add(handler);
      return () => void downs.delete(handler);
    },
    stats() {
      const now = current?.stats();
      return {
        connections,
        inBytes: past.inBytes + (now?.inBytes ?? 0),
        outBytes: past.outBytes + (now?.outBytes ?? 0),
        inMsgs: past.inMsgs + (now?.inMsgs ?? 0),
        outMsgs: past.outMsgs + (now?.outMsgs ?? 0),
      };
    },
    problem: () => problem,
    async close() {
      closed = true;
      cancelRetry?.();
      const last = current;
      current = undefined;
      problem = 'closed';
      if (last !== undefined)
        await Promise.race([last.flush().then(() => last.close()), elapsed(clock, CLOSE_WITHIN)]).catch(() => abandon(last));
      else await Promise.race([trying, elapsed(clock, CLOSE_WITHIN)]);
    },
  };
}

/** Reads files anew for each try, for certificates and credentials are replaced while a process runs. */
function connectionOptions(target: NatsTarget): () => ConnectionOptions & { readonly pendingLimit: number } {
  const urls = target.servers.map((server) => new URL(server));
  const { username = '', password = '' } = urls.find((url) => url.username !== '') ?? {};
  const login =
    username === ''
      ? {}
      : password === ''
        ? { token: decodeURIComponent(username) }
        : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const insists = target.tls !== undefined || urls.some(({ protocol }) => protocol === 'tls:');
  const { credentialsFile } = target;
  return () => ({
    servers: urls.map(({ host }) => host),
    name: target.name,
    reconnect: false,
    timeout: CONNECT_TIMEOUT,
    pingInterval: PING_INTERVAL,
    maxPingOut: PINGS_OWED,
    // Else each request takes a stack trace, in case it runs out of time.
    noAsyncTraces: true,
    pendingLimit: PENDING_LIMIT,
    ...login,
    ...(insists ? { tls: target.tls ?? {} } : {}),
    ...(credentialsFile === undefined ? {} : { authenticator: credsAuthenticator(readFileSync(credentialsFile)) }),
  });
}

const elapsed = (clock: Clock, ms: number): Promise<void> => new Promise((resolve) => void clock.schedule(ms, resolve));
