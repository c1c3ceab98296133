import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import { IN_RANGE, MESSAGE_FIELDS, type MessageRow, NOT_HIDDEN } from './message-rows.ts';

const BY_IDS = `SELECT ${MESSAGE_FIELDS}
  FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (id, n) JOIN message.messages AS m ON m.id = wanted.id
  JOIN message.members AS me ON me.chat_id = m.chat_id AND me.user_id = $1::uuid
 WHERE ${IN_RANGE} AND ${NOT_HIDDEN} ORDER BY wanted.n`;

/** Those of the messages that the reader may see, in the order asked for. */
export async function readMessagesById(db: Queryable, readerId: string, ids: readonly string[]): Promise<MessageRow[]> {
  return db.query<MessageRow>(BY_IDS, [readerId, uuidArray(ids)]);
}

const stretch = (order: 'ASC' | 'DESC') => `SELECT ${MESSAGE_FIELDS} FROM message.messages AS m
 WHERE m.chat_id = $2::uuid AND m.seq > $3::bigint AND m.seq <= $4::bigint AND ${NOT_HIDDEN} ORDER BY m.seq ${order} LIMIT $5::int`;
/** Exported for the test that holds their plans to the primary key. */
export const NEWEST_OF_STRETCH = stretch('DESC');
export const OLDEST_OF_STRETCH = stretch('ASC');

/** Part of a chat: messages above `after`, up to `upTo`. */
export interface Stretch {
  readonly chatId: string;
  readonly after: number;
  readonly upTo: number;
}

/** The newest messages of a stretch, ascending, without what the reader has hidden. */
export async function readNewest(
  db: Queryable,
  readerId: string,
  { chatId, after, upTo }: Stretch,
  limit: number,
): Promise<MessageRow[]> {
  return (await db.query<MessageRow>(NEWEST_OF_STRETCH, [readerId, chatId, after, upTo, limit])).reverse();
}

/** The oldest messages of a stretch, ascending, without what the reader has hidden. */
export async function readOldest(
  db: Queryable,
  readerId: string,
  { chatId, after, upTo }: Stretch,
  limit: number,
): Promise<MessageRow[]> {
  return db.query<MessageRow>(OLDEST_OF_STRETCH, [readerId, chatId, after, upTo, limit]);
}
