import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';

/** Arrays go as literals made by `arrays.ts`, so that a statement's text never depends on how many values there are. */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

export interface Queryable {
  /** Runs one parameterised statement; texts are finite, each is prepared once a connection. Rows are plain objects. */
  query<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
}

/** The tables of one service. */
export interface Database extends Queryable {
  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it resolves, rolled back when it rejects. Serialisation failures and
   * deadlocks are retried from the start, so `work` may run more than once and has no other effects.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
}

/** The engine, from which each service opens its own schema. */
export interface Postgres {
  /** Applies the service's migrations (`.sql` files of `migrationsDirectory`) and answers its database. */
  open(schema: string, migrationsDirectory: string): Promise<Database>;
}

export const postgresPort: Port<Postgres> = port<Postgres>('postgres');
