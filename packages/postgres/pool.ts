import { inInnerSpan, type SpanSubject } from '@parley/kernel/tracing';
import { createAnnouncements } from './announcements.ts';
import type { ConnectionTarget } from './connection.ts';
import type { Database, OwnSession, Queryable, SqlValue } from './database.ts';
import { fromDriver, isTransient } from './errors.ts';
import { createSlots, type SlotCounts } from './slots.ts';

export interface PoolOptions {
  /** Connections at the most; they are opened when needed. */
  readonly max: number;
  /** Ms that one statement may take. */
  readonly statementTimeoutMs?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Named prepared statements; off behind a PgBouncer older than 1.21 in transaction mode. */
  readonly prepare?: boolean;
  /** Told of each statement when it has ended: how long it took in ms, and whether it failed. */
  readonly onQuery?: (text: string, durationMs: number, failed: boolean) => void;
}

/** Connections to one database. */
export interface Pool extends Database {
  counts(): SlotCounts;
  /** Waits for what is under way, at the most `graceMs`, and closes all connections. */
  close(graceMs?: number): Promise<void>;
}

/** How often a transaction is tried that others keep out of the way by deadlocks; more than this means the lock order is wrong. */
const TRANSACTION_ATTEMPTS = 8;
const CONNECT_SECONDS = 10;
/** After a burst the connections that are no longer needed go. */
const IDLE_SECONDS = 300;
const CLOSE_GRACE_MS = 5_000;

/** Opens a pool; no connection is made before the first statement. */
export function createPool(target: ConnectionTarget, options: PoolOptions): Pool {
  const slots = createSlots(() => connect(target, options), options.max);
  const announcements = createAnnouncements();
  const { onQuery } = options;
  return {
    query: (text, values) => slots.use((sql) => runQuery(sql, text, values, onQuery)),
    announce: announcements.announce,
    listen: announcements.listen,
    counts: slots.counts,
    session: async () => ownSession(target, options),
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        const topics = new Set<string>();
        try {
          const result = await slots.use((sql) =>
            sql.begin((tx) =>
              work({ query: (text, values) => runQuery(tx, text, values, onQuery), announce: (topic) => void topics.add(topic) }),
            ),
          );
          topics.forEach(announcements.announce);
          return result;
        } catch (error) {
          const mapped = fromDriver(error);
          if (!isTransient(mapped) || attempt === TRANSACTION_ATTEMPTS) throw mapped;
        }
      }
    },
    async close(graceMs = CLOSE_GRACE_MS) {
      await Promise.all(slots.all.map((sql) => sql.close({ timeout: graceMs / 1000 })));
    },
  };
}

/** A driver's pool of one, which connects at its first statement and again after its connection was lost. */
function connect(target: ConnectionTarget, options: PoolOptions & { readonly idleTimeout?: number }): Bun.SQL {
  return new Bun.SQL({
    adapter: 'postgres',
    ...address(target),
    max: 1,
    connectionTimeout: CONNECT_SECONDS,
    idleTimeout: options.idleTimeout ?? IDLE_SECONDS,
    prepare: options.prepare ?? true,
    connection: {
      application_name: options.applicationName ?? 'parley',
      statement_timeout: options.statementTimeoutMs ?? 30_000,
    },
  });
}

function ownSession(target: ConnectionTarget, options: PoolOptions): OwnSession {
  const sql = connect(target, { ...options, idleTimeout: 0 });
  return { query: (text, values) => runQuery(sql, text, values), close: () => sql.close({ timeout: 0 }) };
}

/** One connection that runs scripts too. */
export interface Session extends Pick<Queryable, 'query'> {
  /** Runs several statements at once, without parameters. */
  script(sql: string): Promise<void>;
}

/**
 * Runs `work` on a connection of its own, without a limit on how long statements take, and closes it: session settings and
 * advisory locks end with it.
 */
export async function openSession<T>(target: ConnectionTarget, work: (session: Session) => Promise<T>): Promise<T> {
  const sql = new Bun.SQL({ adapter: 'postgres', ...address(target), max: 1, connectionTimeout: CONNECT_SECONDS });
  try {
    return await work({
      query: (text, values) => runQuery(sql, text, values),
      async script(text) {
        try {
          await sql.unsafe(text).simple();
        } catch (error) {
          throw fromDriver(error);
        }
      },
    });
  } finally {
    await sql.close();
  }
}

function address(target: ConnectionTarget): Bun.SQL.PostgresOrMySQLOptions {
  if ('url' in target) return { url: target.url };
  // Everything is said, so that no PG* variable of the environment gets a word in.
  return {
    path: `${target.socketFolder}/.s.PGSQL.${target.port}`,
    username: target.user,
    password: '',
    database: target.database,
  };
}

/** By the semantic conventions of OpenTelemetry for databases; texts have parameters, so they hold nothing that people wrote. */
function subjectOf(text: string): SpanSubject {
  const operation = /[a-z]+/i.exec(text)?.[0].toUpperCase() ?? 'SQL';
  return {
    name: operation,
    attributes: { 'db.system.name': 'postgresql', 'db.operation.name': operation, 'db.query.text': text },
  };
}

async function runQuery<Row extends object>(
  sql: Bun.SQL,
  text: string,
  values: readonly SqlValue[] = [],
  onQuery?: PoolOptions['onQuery'],
): Promise<Row[]> {
  const started = onQuery === undefined ? 0 : performance.now();
  try {
    const rows: Row[] = await inInnerSpan(
      () => subjectOf(text),
      () => sql.unsafe(text, values as SqlValue[]),
    );
    onQuery?.(text, performance.now() - started, false);
    return rows;
  } catch (error) {
    onQuery?.(text, performance.now() - started, true);
    throw fromDriver(error);
  }
}
