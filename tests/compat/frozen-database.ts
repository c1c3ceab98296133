import type { Queryable } from '@parley/postgres/database';
import type { FrozenDatabase } from './frozen.ts';

interface Column {
  readonly table: string;
  readonly names: string;
}

/**
 * The tables that Parley made, in the order in which they were: what is referred to is made first. Partitions are read through their parent.
 * Columns that the database fills, or that hold numbers of its transactions, mean nothing elsewhere and are left out.
 */
const TABLES = `
SELECT c.oid::regclass::text AS "table",
       (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum)
          FROM pg_attribute a
         WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
           AND a.atttypid <> 'xid8'::regtype) AS names
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND n.nspname IN (SELECT schemaname FROM pg_tables WHERE tablename = 'migrations') AND c.relname <> 'migrations'
   AND c.relname NOT IN ('consumer_positions', 'signing_keys')
 ORDER BY c.oid`;

/** Reads all that a build has written. */
export async function takeDatabase(db: Queryable): Promise<FrozenDatabase> {
  const schemas = await db.query<{ name: string }>(
    "SELECT schemaname AS name FROM pg_tables WHERE tablename = 'migrations' ORDER BY 1",
  );
  const migrations: Record<string, Record<string, string>> = {};
  for (const { name } of schemas) {
    const applied = await db.query<{ name: string; checksum: string }>(
      `SELECT name, checksum FROM ${name}.migrations ORDER BY name`,
    );
    migrations[name] = Object.fromEntries(applied.map((migration) => [migration.name, migration.checksum]));
  }
  const tables = [];
  for (const { table, names } of await db.query<Column & Record<string, unknown>>(TABLES)) {
    const rows = await db.query<{ row: string }>(`SELECT row_to_json(t)::text AS row FROM (SELECT ${names} FROM ${table}) AS t`);
    tables.push({ name: table, rows: rows.map(({ row }) => JSON.parse(row) as Record<string, unknown>) });
  }
  return { migrations, tables };
}

/** Writes it into a database whose tables are those of that build. */
export async function putDatabase(db: Queryable, { tables }: FrozenDatabase): Promise<void> {
  for (const { name, rows } of tables) {
    const [first] = rows;
    if (first === undefined) continue;
    const columns = Object.keys(first)
      .map((column) => `"${column}"`)
      .join(', ');
    await db.query(
      `INSERT INTO ${name} (${columns}) SELECT ${columns} FROM jsonb_populate_recordset(NULL::${name}, $1::text::jsonb)`,
      [JSON.stringify(rows)],
    );
  }
}
