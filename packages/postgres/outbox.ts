import type { DomainEvent, EventLog } from '@parley/bus/events';
import { numberArray, textArray, uuidArray } from './arrays.ts';
import type { Database, Queryable } from './database.ts';

/** One row of the outbox that stands for several events of a subject, so that a batch of changes costs one row. */
export interface EventBatch extends Omit<DomainEvent, 'key' | 'payload'> {
  readonly items: readonly Pick<DomainEvent, 'id' | 'key' | 'payload'>[];
}

/** The event log of a service: its outbox. */
export interface OutboxLog extends EventLog {
  /** Tells the consumers of this process that rows were committed by other means than `appendEvents`. */
  announce(): void;
}

/**
 * Writes events into the outbox of `schema`, in the transaction of the change that they tell of. They are given to the consumers after
 * the commit, in its order.
 */
export async function appendEvents(tx: Queryable, schema: string, events: readonly (DomainEvent | EventBatch)[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `INSERT INTO ${schema}.outbox (id, subject, key, at, batched, payload, traceparent)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bool[], $6::text[]::jsonb[], $7::text[])`,
    [
      uuidArray(events.map((event) => event.id)),
      textArray(events.map((event) => event.subject)),
      textArray(events.map((event) => ('items' in event ? '' : event.key))),
      numberArray(events.map((event) => event.at)),
      `{${events.map((event) => 'items' in event).join(',')}}`,
      textArray(events.map((event) => JSON.stringify('items' in event ? event.items : (event.payload ?? null)))),
      textArray(events.map((event) => event.traceparent ?? null)),
    ],
  );
  tx.announce(topicOf(schema));
}

interface OutboxRow {
  readonly tx: string;
  readonly n: string;
  readonly id: string;
  readonly subject: string;
  readonly key: string;
  readonly at: number;
  readonly batched: boolean;
  readonly payload: unknown;
  readonly traceparent: string | null;
  readonly settled: boolean;
}

/**
 * Reads the outbox of `schema`, which `Postgres.open` made. A position is `<transaction>:<row>`.
 *
 * Rows become visible in the order of commits, not of their numbers. So a row is given out only when no transaction up to the one that
 * wrote it still runs: what a consumer has passed can then never be followed by something earlier.
 */
export function outboxLog(db: Database, schema: string): OutboxLog {
  return {
    async read(after, limit) {
      const [tx = '0', n = '0'] = after?.split(':') ?? [];
      const rows = await db.query<OutboxRow>(
        `SELECT tx::text, n::text, id, subject, key, at::float8 AS at, batched, payload, traceparent,
                tx < pg_snapshot_xmin(pg_current_snapshot()) AS settled
           FROM ${schema}.outbox WHERE (tx, n) > ($1::text::xid8, $2::text::bigint) ORDER BY tx, n LIMIT $3`,
        [tx, n, limit],
      );
      const settled = rows.filter((row) => row.settled);
      const last = settled.at(-1);
      return {
        events: settled.flatMap(toEvents),
        position: last === undefined ? after : `${last.tx}:${last.n}`,
        held: settled.length < rows.length,
      };
    },

    async loadPosition(consumer) {
      const [row] = await db.query<{ position: string }>(
        `SELECT tx::text || ':' || n::text AS position FROM ${schema}.consumer_positions WHERE consumer = $1`,
        [consumer],
      );
      return row?.position;
    },

    async savePosition(consumer, position) {
      const [tx = '0', n = '0'] = position.split(':');
      await db.query(
        `INSERT INTO ${schema}.consumer_positions AS p (consumer, tx, n) VALUES ($1, $2::text::xid8, $3::text::bigint)
         ON CONFLICT (consumer) DO UPDATE SET tx = excluded.tx, n = excluded.n, saved_at = now()
         WHERE (p.tx, p.n) < (excluded.tx, excluded.n)`,
        [consumer, tx, n],
      );
    },

    async bury(consumer, event, reason, attempts) {
      await db.query(
        `INSERT INTO ${schema}.dead_letters (consumer, id, subject, key, at, payload, traceparent, reason, attempts)
         VALUES ($1, $2, $3, $4, $5, $6::text::jsonb, $7, $8, $9) ON CONFLICT (consumer, id) DO NOTHING`,
        [
          ...[
            consumer,
            event.id,
            event.subject,
            event.key,
            event.at,
            JSON.stringify(event.payload ?? null),
            event.traceparent ?? null,
          ],
          ...[reason, attempts],
        ],
      );
    },

    onAppend: (listener) => db.listen(topicOf(schema), listener),
    announce: () => db.announce(topicOf(schema)),

    async trim(before) {
      await db.query(
        `DELETE FROM ${schema}.outbox AS o USING (SELECT tx, n FROM ${schema}.consumer_positions ORDER BY tx, n LIMIT 1) AS slowest
          WHERE (o.tx, o.n) <= (slowest.tx, slowest.n) AND o.at < $1`,
        [before],
      );
    },
  };
}

function toEvents({ id, subject, key, at, batched, payload, traceparent }: OutboxRow): DomainEvent[] {
  const shared = { subject, at, ...(traceparent === null ? {} : { traceparent }) };
  if (!batched) return [{ ...shared, id, key, payload }];
  return (payload as EventBatch['items']).map((item) => ({ ...shared, id: item.id, key: item.key, payload: item.payload }));
}

const topicOf = (schema: string): string => `${schema}.outbox`;
