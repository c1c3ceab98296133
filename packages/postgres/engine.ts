import type { ConnectionTarget } from './connection.ts';
import type { Postgres } from './database.ts';
import { migrate, readMigrations } from './migrations.ts';
import { createPool, openSession, type Pool, type PoolOptions, type Session } from './pool.ts';

/** The oldest server that all statements are tested with. */
export const OLDEST_MAJOR = 15;

/** A PostgreSQL that was found fit, with one pool for all services of the process. */
export interface PostgresEngine extends Postgres {
  readonly pool: Pool;
  /** Major version of the server. */
  readonly major: number;
  close(): Promise<void>;
}

/**
 * Connects to a PostgreSQL, embedded or not, and checks that it will do. Throws an `Error` that a person can act on where it is too old
 * or its database isn't UTF-8, `internal.unavailable` where it can't be reached.
 */
export async function connectPostgres(target: ConnectionTarget, options: PoolOptions): Promise<PostgresEngine> {
  const pool = createPool(target, options);
  try {
    const major = await checkServer(pool);
    return {
      target,
      pool,
      major,
      async open(schema, directory, { outbox = false } = {}) {
        const withSession = <T>(work: (session: Session) => Promise<T>): Promise<T> => openSession(target, work);
        await migrate(pool, withSession, schema, readMigrations(directory), outbox);
        return pool;
      },
      close: () => pool.close(),
    };
  } catch (error) {
    await pool.close(0);
    throw error;
  }
}

async function checkServer(pool: Pool): Promise<number> {
  const [server] = await pool.query<{ version: number; encoding: string }>(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding`,
  );
  const { version = 0, encoding = 'unknown' } = server ?? {};
  const problem = unfitness(version, encoding);
  if (problem !== undefined) throw new Error(problem);
  return majorOf(version);
}

const majorOf = (version: number): number => Math.floor(version / 10_000);

/** Why a server won't do, by its `server_version_num` and `server_encoding`; undefined where it will. */
export function unfitness(version: number, encoding: string): string | undefined {
  if (majorOf(version) < OLDEST_MAJOR) {
    return `PARLEY_POSTGRES_URL points at PostgreSQL ${majorOf(version)}; Parley needs ${OLDEST_MAJOR} or newer.`;
  }
  if (encoding !== 'UTF8') return `The database of PARLEY_POSTGRES_URL is encoded in ${encoding}; make it with ENCODING 'UTF8'.`;
  return undefined;
}
