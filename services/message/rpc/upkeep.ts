import { countDeadLetters } from '@parley/postgres/dead-letter-count';
import type { MessageContext, Methods } from '../context.ts';

/** When somebody received or read a message is told for half a year. */
const KEEP_RECEIPTS_MS = 183 * 24 * 60 * 60_000;
/** Rows of one statement, so that none takes long. */
const BATCH = 5_000;
const PRUNE = `DELETE FROM message.receipt_moves AS r USING
    (SELECT chat_id, user_id, is_read, seq FROM message.receipt_moves WHERE at < $1::bigint LIMIT $2::int) AS old
  WHERE r.chat_id = old.chat_id AND r.user_id = old.user_id AND r.is_read = old.is_read AND r.seq = old.seq RETURNING 1 AS one`;

/** Drops the times of old receipts (the watermarks themselves stay). Harmless to repeat. */
export function upkeep({ db, clock }: Pick<MessageContext, 'db' | 'clock'>): Methods['upkeep'] {
  return {
    allow: ['service'],
    async handle() {
      const before = clock.now() - KEEP_RECEIPTS_MS;
      while ((await db.query(PRUNE, [before, BATCH])).length === BATCH);
      return { deadLetters: await countDeadLetters(db, 'message') };
    },
  };
}
