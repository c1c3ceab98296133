import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Queryable } from './database.ts';
import { outboxMigrations } from './outbox-schema.ts';
import type { Session } from './pool.ts';

/** One step of a schema: a numbered `.sql` file. */
export interface Migration {
  readonly name: string;
  /** SHA-256 of the text, in hex. */
  readonly checksum: string;
  readonly sql: string;
  /** Whether it takes away what the build before worked with; says so in its first line. */
  readonly narrows: boolean;
}

/** A step that a database has behind it. */
interface Applied {
  readonly checksum: string;
  readonly narrows: boolean;
}

const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;
const SCHEMA_NAME = /^[a-z_][a-z0-9_]*$/;
const NO_TRANSACTION = /^--\s*no-transaction\b/;
const NARROWS = /^--\s*narrows\b/;
/** How long a migration may wait for a lock that running statements hold, before it gives up rather than stop everyone behind it. */
const LOCK_TIMEOUT = '10s';

/** Reads the migrations of a folder in their order. Throws when a file's name doesn't say its place. */
export function readMigrations(directory: string): Migration[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      if (!FILE_NAME.test(name)) throw new Error(`${join(directory, name)}: a migration is named like 0001_what_it_does.sql`);
      return migration(name, readFileSync(join(directory, name), 'utf8'));
    });
}

/** A migration from its text. */
export function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: new Bun.CryptoHasher('sha256').update(sql).digest('hex'), narrows: NARROWS.test(sql) };
}

/**
 * Brings a schema up to date. Where it is already, that takes two statements. One that a newer build has widened is left as it is: while a
 * cluster is upgraded, a process of the build before may be started again.
 * @throws Error where a newer build has taken something away, or a migration is not what was applied
 */
export async function migrate(
  database: Pick<Queryable, 'query'>,
  withSession: <T>(work: (session: Session) => Promise<T>) => Promise<T>,
  schema: string,
  migrations: readonly Migration[],
  outbox: boolean,
): Promise<void> {
  if (!SCHEMA_NAME.test(schema)) throw new Error(`"${schema}" can't be the name of a schema.`);
  const wanted = outbox ? [...outboxMigrations(schema).map(({ name, sql }) => migration(name, sql)), ...migrations] : migrations;
  const applied = await readApplied(database, schema);
  if (pending(schema, applied, wanted).length === 0 && applied !== undefined) return;
  await withSession(async (session) => {
    await session.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`parley:migrations:${schema}`]);
    await session.script(
      `SET lock_timeout = '${LOCK_TIMEOUT}'; SET statement_timeout = 0; CREATE SCHEMA IF NOT EXISTS ${schema}; ` +
        `CREATE TABLE IF NOT EXISTS ${schema}.migrations (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()); ` +
        `ALTER TABLE ${schema}.migrations ADD COLUMN IF NOT EXISTS narrows boolean`,
    );
    // Read again under the lock: another process may have done it meanwhile.
    for (const step of pending(schema, await readApplied(session, schema), wanted)) await apply(session, schema, step);
  });
}

/** Undefined where the schema is new. */
async function readApplied(queryable: Pick<Queryable, 'query'>, schema: string): Promise<Map<string, Applied> | undefined> {
  // Asked first, as a statement that fails is an error in the server's log.
  const [table] = await queryable.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
    `${schema}.migrations`,
  ]);
  if (table?.exists !== true) return undefined;
  // By way of JSON, as the first builds did not have the column; what they don't say is taken for the worst.
  const rows = await queryable.query<Applied & { name: string }>(
    `SELECT name, checksum, coalesce((to_jsonb(m) ->> 'narrows')::boolean, true) AS narrows FROM ${schema}.migrations AS m`,
  );
  return new Map(rows.map((applied) => [applied.name, applied]));
}

function pending(schema: string, applied: ReadonlyMap<string, Applied> = new Map(), wanted: readonly Migration[]): Migration[] {
  const known = new Set(wanted.map(({ name }) => name));
  const unknown = [...applied].flatMap(([name, { narrows }]) => (narrows && !known.has(name) ? [name] : []));
  if (unknown.length > 0) {
    throw new Error(
      `The database is newer than this Parley: schema ${schema} has ${unknown.sort().join(', ')}, which this version does not know and can't work with. Run the newer version.`,
    );
  }
  const changed = wanted.filter(({ name, checksum }) => applied.has(name) && applied.get(name)?.checksum !== checksum);
  if (changed.length > 0) {
    throw new Error(
      `${schema}: ${changed.map(({ name }) => name).join(', ')} was changed after it had been applied. A migration stays as it is; write a new one.`,
    );
  }
  return wanted.filter(({ name }) => !applied.has(name));
}

async function apply(session: Session, schema: string, step: Migration): Promise<void> {
  const record = `INSERT INTO ${schema}.migrations (name, checksum, narrows) VALUES ('${step.name}', '${step.checksum}', ${step.narrows})`;
  try {
    if (NO_TRANSACTION.test(step.sql)) {
      for (const statement of splitStatements(step.sql)) await session.script(statement);
      await session.script(record);
    } else {
      // Sent as one, the statements and the record of them are one transaction.
      await session.script(`BEGIN;\n${step.sql}\n;${record};\nCOMMIT;`);
    }
  } catch (cause) {
    await session.script('ROLLBACK');
    throw new Error(
      `Migration ${step.name} of schema ${schema} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

/** Statements of a file that runs without a transaction are sent one by one; they end with a semicolon at the end of a line. */
function splitStatements(sql: string): string[] {
  return sql
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replaceAll(/--.*$/gm, '').trim() !== '');
}
