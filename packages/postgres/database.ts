import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';
import type { ConnectionTarget } from './connection.ts';

/**
 * What a statement takes. Two things to know of the driver: arrays go as literals made by `arrays.ts`, so that a statement's text
 * never depends on how many values there are; and JSON goes as text with a double cast (`$1::text::jsonb`), because a string given
 * for a parameter of type `jsonb` becomes a JSON string.
 */
export type SqlValue = string | number | bigint | boolean | null | Uint8Array;

export interface Queryable {
  /**
   * Runs one parameterised statement; texts are finite, each is prepared once a connection. Rows are plain objects; `int8`, `numeric`
   * and `xid8` come as strings, so cast to `float8` or `int4` what is to be a number.
   *
   * Rejects with a `DatabaseError` (see errors.ts) that names the constraint where one was violated, or with the `AppError`s
   * `internal.unavailable` (the connection is gone) and `internal.timeout`.
   */
  query<Row extends object>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
  /**
   * Tells those who `listen` to `topic` in this process: at once, or, inside a transaction, after its commit and not at all where
   * it is rolled back.
   */
  announce(topic: string): void;
}

/** One connection that its user has alone, for what lives as long as a connection does: session locks. */
export interface OwnSession extends Pick<Queryable, 'query'> {
  close(): Promise<void>;
}

/** The tables of one service. */
export interface Database extends Queryable {
  /** A connection beside those of the pool, made at its first statement, and again where it was lost. */
  session(): Promise<OwnSession>;
  /**
   * Runs `work` in one READ COMMITTED transaction: committed when it resolves, rolled back when it rejects. Serialisation failures and
   * deadlocks are retried from the start, so `work` may run more than once and has no other effects.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
  /** Calls `listener`, which must not throw, on each announcement of `topic`. The returned function ends it. */
  listen(topic: string, listener: () => void): () => void;
}

export interface OpenOptions {
  /** Makes the tables of the outbox in the schema too (see outbox.ts). */
  readonly outbox?: boolean;
}

/** The engine, from which each service opens its own schema. */
export interface Postgres {
  /** Where it is, for a library that brings its own driver. */
  readonly target: ConnectionTarget;
  /** For the tables of a library that makes them itself. */
  readonly pool: Queryable;
  /**
   * Makes the schema if it is missing, applies the service's migrations (`.sql` files of `migrationsDirectory`) and answers its database.
   * Rejects with an `Error` for a person when a migration was changed after it ran, or the database is newer than the code.
   */
  open(schema: string, migrationsDirectory: string, options?: OpenOptions): Promise<Database>;
}

export const postgresPort: Port<Postgres> = port<Postgres>('postgres');
