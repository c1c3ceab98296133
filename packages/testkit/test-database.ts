import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionTarget, withDatabase } from '@parley/postgres/connection';
import type { Database, OpenOptions, Queryable } from '@parley/postgres/database';
import { FolderInUse } from '@parley/postgres/embedded/lock';
import { type EmbeddedServer, startEmbedded } from '@parley/postgres/embedded/server';
import { connectPostgres, type PostgresEngine } from '@parley/postgres/engine';
import { openSession } from '@parley/postgres/pool';
import pino from 'pino';

/** An empty database of a real PostgreSQL, for one test file. */
export interface TestDatabase {
  readonly engine: PostgresEngine;
  /** How a process of its own connects to it. */
  readonly target: ConnectionTarget;
  readonly pool: Queryable;
  /** Like the `postgres` port: migrates the schema and answers its database. */
  open(schema: string, migrationsDirectory: string, options?: OpenOptions): Promise<Database>;
  /** Closes the connections and drops the database. Call it in `afterAll`. */
  close(): Promise<void>;
}

interface TestServer {
  readonly target: ConnectionTarget;
  /** Held for as long as the process runs, and with it the lock on its folder: modules of one test file go when it is over. */
  readonly server?: EmbeddedServer;
  count: number;
}

/**
 * Makes a fresh database. The server behind it is started once a process, in a folder that is kept for the next run, and ends with the
 * process; with `PARLEY_TEST_POSTGRES_URL` it is that one instead (a superuser's URL, or one that may create databases).
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await sharedServer();
  const name = `test_${process.pid}_${Date.now().toString(36)}_${server.count++}`;
  await openSession(server.target, (session) => session.script(`CREATE DATABASE ${name} TEMPLATE template0`));
  const target = withDatabase(server.target, name);
  const engine = await connectPostgres(target, { max: 10, applicationName: name });
  return {
    engine,
    target,
    pool: engine.pool,
    open: (schema, directory, options) => engine.open(schema, directory, options),
    async close() {
      await engine.close();
      await openSession(server.target, (session) => session.script(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

const KEY = Symbol.for('parley.testkit.server');

/** The test runner evaluates modules afresh for each file, so what all files of a process share can't be a module's variable. */
async function sharedServer(): Promise<TestServer> {
  const shared = globalThis as { [KEY]?: Promise<TestServer> };
  shared[KEY] ??= startServer();
  return shared[KEY];
}

/** How many test processes may run at once. */
const SLOTS = 32;

async function startServer(): Promise<TestServer> {
  const url = process.env['PARLEY_TEST_POSTGRES_URL'];
  if (url !== undefined && url !== '') return { target: { url }, count: 0 };
  const root = join(tmpdir(), `parley-test-${process.getuid?.() ?? 0}`);
  mkdirSync(root, { recursive: true, mode: 0o755 });
  for (let slot = 0; slot < SLOTS; slot++) {
    try {
      const server = await startEmbedded({
        directory: join(root, String(slot)),
        logger: pino({ level: 'silent' }),
        unsafe: true,
      });
      await dropLeftovers(server.target);
      return { target: server.target, server, count: 0 };
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
    }
  }
  throw new Error(`All ${SLOTS} test servers in ${root} are in use.`);
}

/** A run that was killed didn't drop its databases. */
async function dropLeftovers(target: ConnectionTarget): Promise<void> {
  await openSession(target, async (session) => {
    const left = await session.query<{ name: string }>(`SELECT datname AS name FROM pg_database WHERE datname LIKE 'test\\_%'`);
    for (const { name } of left) await session.script(`DROP DATABASE ${name} WITH (FORCE)`);
  });
}
