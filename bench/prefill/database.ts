import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionTarget } from '@parley/postgres/connection';
import { EMBEDDED_DATABASE, EMBEDDED_PORT, EMBEDDED_USER } from '@parley/postgres/embedded/settings';
import { createPool, type Pool } from '@parley/postgres/pool';

/** Connects to the embedded server of a running Parley beside it, as only the machine's administrator can. */
export async function openBenchDatabase(dataDir: string): Promise<Pool> {
  const target: ConnectionTarget = {
    socketFolder: findSocketFolder(dataDir),
    port: EMBEDDED_PORT,
    user: EMBEDDED_USER,
    database: EMBEDDED_DATABASE,
  };
  const pool = createPool(target, { max: 2, applicationName: 'bench', statementTimeoutMs: 3_600_000 });
  await pool.query('SELECT 1');
  return pool;
}

/** The socket lies in the data folder, unless that path is too long for one. */
function findSocketFolder(dataDir: string): string {
  const name = `.s.PGSQL.${EMBEDDED_PORT}`;
  const found = readdirSync(dataDir, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith(name));
  if (found === undefined) throw new Error(`no PostgreSQL socket below ${dataDir}`);
  return join(dataDir, found.slice(0, -name.length));
}
