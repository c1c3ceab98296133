import { type DomainEvent, type EventBatch, type EventLog, eventsOf, type Leadership, RELAY } from '@parley/bus/events';
import { numberArray, textArray, uuidArray } from './arrays.ts';
import type { Database, OwnSession, Queryable } from './database.ts';

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
    `INSERT INTO ${schema}.outbox (id, subject, key, at, batched, payload, traceparent, only_for)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::bool[], $6::text[]::jsonb[], $7::text[], $8::text[])`,
    [
      uuidArray(events.map((event) => event.id)),
      textArray(events.map((event) => event.subject)),
      textArray(events.map((event) => ('items' in event ? '' : event.key))),
      numberArray(events.map((event) => event.at)),
      `{${events.map((event) => 'items' in event).join(',')}}`,
      textArray(events.map((event) => JSON.stringify('items' in event ? event.items : (event.payload ?? null)))),
      textArray(events.map((event) => event.traceparent ?? null)),
      textArray(events.map((event) => event.onlyFor ?? null)),
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
  readonly onlyFor: string | null;
  readonly settled: boolean;
}

/**
 * Reads the outbox of `schema`, which `Postgres.open` made. A position is `<transaction>:<row>`.
 *
 * Rows become visible in the order of commits, not of their numbers. So a row is given out only when no transaction up to the one that
 * wrote it still runs: what a consumer has passed can then never be followed by something earlier.
 */
export function outboxLog(db: Database, schema: string): OutboxLog {
  async function readEntries(after: string | undefined, limit: number): ReturnType<EventLog['readEntries']> {
    const [tx = '0', n = '0'] = after?.split(':') ?? [];
    const rows = await db.query<OutboxRow>(
      // Qualified, for a bare name in ORDER BY is the column of the result: the text, by which 10 comes before 9.
      `SELECT o.tx::text, o.n::text, o.id, o.subject, o.key, o.at::float8 AS at, o.batched, o.payload, o.traceparent,
              o.only_for AS "onlyFor", o.tx < pg_snapshot_xmin(pg_current_snapshot()) AS settled
         FROM ${schema}.outbox AS o WHERE (o.tx, o.n) > ($1::text::xid8, $2::text::bigint) ORDER BY o.tx, o.n LIMIT $3`,
      [tx, n, limit],
    );
    const entries = rows.filter((row) => row.settled).map((row) => ({ position: `${row.tx}:${row.n}`, event: toEntry(row) }));
    return { entries, position: entries.at(-1)?.position ?? after, held: entries.length < rows.length };
  }

  return {
    readEntries,
    async read(after, limit) {
      const { entries, ...rest } = await readEntries(after, limit);
      return { ...rest, events: entries.flatMap(({ event }) => eventsOf(event)) };
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

    async trim(before, passedBy) {
      await db.query(
        `DELETE FROM ${schema}.outbox AS o
          USING (SELECT tx, n FROM ${schema}.consumer_positions WHERE (consumer = $2) <> ($3::text::bool) ORDER BY tx, n LIMIT 1) AS slowest
          WHERE (o.tx, o.n) <= (slowest.tx, slowest.n) AND o.at < $1`,
        [before, passedBy ?? RELAY, String(passedBy === undefined)],
      );
    },

    async knows(position) {
      const [tx = '0'] = position.split(':');
      const [row] = await db.query<{ past: boolean }>('SELECT $1::text::xid8 < pg_snapshot_xmax(pg_current_snapshot()) AS past', [
        tx,
      ]);
      return row?.past === true;
    },

    async lead() {
      // Asked on the pool first, so that those who wait for their turn open no connection for each look.
      const [lock] = await db.query<{ taken: boolean }>(LOCK_TAKEN, [`parley:relay:${schema}`]);
      if (lock?.taken === true) return undefined;
      const session = await db.session();
      try {
        const [row] = await session.query<{ got: boolean; pid: number }>(
          'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS got, pg_backend_pid() AS pid',
          [`parley:relay:${schema}`],
        );
        if (row?.got === true) return leadership(session, row.pid);
      } catch (error) {
        await session.close();
        throw error;
      }
      await session.close();
      return undefined;
    },
  };
}

/** Whether somebody holds the session lock of a name; pg_locks shows its key of 64 bits in two halves. */
const LOCK_TAKEN = `SELECT EXISTS (SELECT FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
  WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND d.datname = current_database()
    AND ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended($1, 0)) AS taken`;

/** The driver connects again by itself, and a connection that is not the one that took the lock doesn't hold it. */
function leadership(session: OwnSession, pid: number): Leadership {
  return {
    async holds() {
      try {
        const [row] = await session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        return row?.pid === pid;
      } catch {
        return false;
      }
    },
    end: () => session.close(),
  };
}

function toEntry({ id, subject, key, at, batched, payload, traceparent, onlyFor }: OutboxRow): DomainEvent | EventBatch {
  const shared = {
    ...{ id, subject, at },
    ...(traceparent === null ? {} : { traceparent }),
    ...(onlyFor === null ? {} : { onlyFor }),
  };
  return batched ? { ...shared, items: payload as EventBatch['items'] } : { ...shared, key, payload };
}

const topicOf = (schema: string): string => `${schema}.outbox`;
