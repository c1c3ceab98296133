/**
 * The tables of the outbox in a service's schema; `Postgres.open(schema, directory, { outbox: true })` makes them, as migrations of their own.
 *
 * `tx` is the transaction that wrote the row. Readers order by it and take only what is below the oldest transaction that still
 * runs, because rows become visible in the order of commits, not in the order of their numbers.
 */
export function outboxMigrations(schema: string): { readonly name: string; readonly sql: string }[] {
  return [
    {
      name: '0000_outbox.sql',
      sql: `
CREATE TABLE ${schema}.outbox (
  tx xid8 NOT NULL DEFAULT pg_current_xact_id(),
  n bigint GENERATED ALWAYS AS IDENTITY,
  id uuid NOT NULL,
  subject text NOT NULL,
  key text NOT NULL,
  at bigint NOT NULL,
  batched boolean NOT NULL DEFAULT false,
  payload jsonb NOT NULL,
  traceparent text,
  PRIMARY KEY (tx, n)
);
CREATE TABLE ${schema}.consumer_positions (
  consumer text PRIMARY KEY,
  tx xid8 NOT NULL,
  n bigint NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE ${schema}.dead_letters (
  consumer text NOT NULL,
  id uuid NOT NULL,
  subject text NOT NULL,
  key text NOT NULL,
  at bigint NOT NULL,
  payload jsonb NOT NULL,
  traceparent text,
  reason text NOT NULL,
  attempts int NOT NULL,
  buried_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (consumer, id)
);
`,
    },
    {
      // Set for a dead letter that is replayed: the one consumer that is to take it.
      name: '0000_outbox_replay.sql',
      sql: `ALTER TABLE ${schema}.outbox ADD COLUMN only_for text;`,
    },
  ];
}
