import type { DomainEvent } from '@parley/bus/events';
import type { Database } from './database.ts';
import { appendEvents } from './outbox.ts';

/** An event that a consumer of one process failed on for good. */
export interface BuriedEvent {
  readonly consumer: string;
  readonly event: DomainEvent;
  readonly reason: string;
  readonly attempts: number;
  /** Epoch ms. */
  readonly buriedAt: number;
}

interface LetterRow extends Omit<DomainEvent, 'traceparent'>, Omit<BuriedEvent, 'event'> {
  readonly traceparent: string | null;
}

/** What consumers in one process have set aside of the events of `schema`, oldest first; none where the schema isn't there. */
export async function readBuried(db: Database, schema: string): Promise<BuriedEvent[]> {
  const [table] = await db.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [`${schema}.dead_letters`]);
  if (table?.exists !== true) return [];
  const rows = await db.query<LetterRow>(
    `SELECT consumer, id, subject, key, at::float8 AS at, payload, traceparent, reason, attempts,
            (extract(epoch FROM buried_at) * 1000)::float8 AS "buriedAt"
       FROM ${schema}.dead_letters AS d ORDER BY d.buried_at, d.id`,
  );
  return rows.map(({ consumer, reason, attempts, buriedAt, traceparent, ...event }) => ({
    ...{ consumer, reason, attempts, buriedAt },
    event: traceparent === null ? event : { ...event, traceparent },
  }));
}

/** Forgets a dead letter of one process. */
export async function dropBuried(db: Database, schema: string, letter: Pick<BuriedEvent, 'consumer' | 'event'>): Promise<void> {
  await db.query(`DELETE FROM ${schema}.dead_letters WHERE consumer = $1 AND id = $2::uuid`, [letter.consumer, letter.event.id]);
}

/**
 * Writes the event into the outbox of `schema` once more, for its consumer alone, whether that reads the outbox itself or by way of
 * JetStream. In one transaction with what forgets the letter, where that is in the same database.
 */
export async function replayBuried(db: Database, schema: string, letter: Pick<BuriedEvent, 'consumer' | 'event'>): Promise<void> {
  await db.transaction(async (tx) => {
    await appendEvents(tx, schema, [{ ...letter.event, onlyFor: letter.consumer }]);
    await tx.query(`DELETE FROM ${schema}.dead_letters WHERE consumer = $1 AND id = $2::uuid`, [
      letter.consumer,
      letter.event.id,
    ]);
  });
}
