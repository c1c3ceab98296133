import { PUBLISH_BY_CHAT_FROM } from '@parley/bus/live';
import { numberArray, uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { Missing } from '../domain/fill-page.ts';
import type { Snapshot } from '../domain/sync-cursor.ts';
import { MESSAGE_FIELDS, type MessageRow, NOT_HIDDEN, SELECTED_FIELDS } from './message-rows.ts';
import type { ChangeType } from './record-change.ts';

/** Both functions are open to every role; the timeline is a new one after each recovery to an earlier point and each fail-over. */
const PRESENT = `SELECT s.system_identifier::text || '-' || c.timeline_id::text AS epoch, pg_current_snapshot()::text AS now
  FROM pg_control_system() AS s, pg_control_checkpoint() AS c`;

/** The database as it is now. */
export async function readPresent(db: Queryable): Promise<{ readonly epoch: string; readonly now: Snapshot }> {
  const [present] = await db.query<{ epoch: string; now: Snapshot }>(PRESENT);
  if (present === undefined) throw new Error('the engine did not say which database it is');
  return present;
}

/** A transaction that the snapshot has not seen; the comparison decides nearly all rows cheaply. */
const unseen = (tx: string, snapshot: string) =>
  `(${tx} >= pg_snapshot_xmin(${snapshot}) AND NOT pg_visible_in_snapshot(${tx}, ${snapshot}))`;

/**
 * The chats of somebody, by id, of which anything changed since a snapshot: the chat, their own part in it, or, in a chat small enough
 * that members tell each other, the watermarks of another member. By id, because that doesn't change while pages are read.
 */
export const CHANGED = `WITH chats AS MATERIALIZED (
    SELECT me.chat_id, me.left_seq IS NOT NULL AS removed, me.joined_seq, h.last_seq, h.version
      FROM message.members AS me JOIN message.heads AS h ON h.chat_id = me.chat_id
     WHERE me.user_id = $1::uuid AND me.chat_id >= $3::uuid
       AND (me.chat_id = $4::uuid OR ${unseen('me.tx', '$2::text::pg_snapshot')}
            OR me.left_seq IS NULL AND (${unseen('h.tx', '$2::text::pg_snapshot')}
              OR h.member_count < ${PUBLISH_BY_CHAT_FROM} AND EXISTS (SELECT FROM message.members AS p
                 WHERE p.chat_id = me.chat_id AND ${unseen('p.tx', '$2::text::pg_snapshot')})))
     ORDER BY me.chat_id LIMIT $6::int
  )
  SELECT chat_id AS "chatId", removed,
         (CASE WHEN removed THEN 1 ELSE message.first_unseen_message(chat_id, joined_seq + 1, last_seq, $2::text::pg_snapshot) END)::float8 AS "seqFrom",
         (CASE WHEN removed THEN 0 ELSE message.first_unseen_message(chat_id, joined_seq + 1, last_seq, $5::text::pg_snapshot) - 1 END)::float8 AS "seqTo",
         (CASE WHEN removed THEN 1 ELSE message.first_unseen_change(chat_id, 1, version, $2::text::pg_snapshot) END)::float8 AS "versionFrom",
         (CASE WHEN removed THEN 0 ELSE message.first_unseen_change(chat_id, 1, version, $5::text::pg_snapshot) - 1 END)::float8 AS "versionTo"
    FROM chats ORDER BY chat_id`;

export interface ChangedChat extends Omit<Missing, 'begun'> {
  /** They are no longer in it. */
  readonly removed: boolean;
}

/** Chats that changed between two snapshots, from a chat on; that one is among them if `begun`, whatever changed. */
export async function scanChanged(
  db: Queryable,
  userId: string,
  span: { readonly from: Snapshot; readonly to: Snapshot },
  start: { readonly chatId: string; readonly begun: boolean },
  limit: number,
): Promise<ChangedChat[]> {
  return db.query<ChangedChat>(CHANGED, [userId, span.from, start.chatId, start.begun ? start.chatId : null, span.to, limit]);
}

/**
 * The limit of the inner query bounds nothing (no range is longer than a page); it makes the planner go by the primary key in each chat
 * instead of guessing how long the ranges are and reading the whole table.
 */
export const MESSAGES = `SELECT ${SELECTED_FIELDS} FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS w (chat_id, low, high, n)
 CROSS JOIN LATERAL (SELECT ${MESSAGE_FIELDS} FROM message.messages AS m
   WHERE m.chat_id = w.chat_id AND m.seq >= w.low AND m.seq <= w.high AND ${NOT_HIDDEN} ORDER BY m.seq LIMIT 1000) AS f ORDER BY w.n, f.seq`;

/** A range of sequence numbers, or versions, of a chat. */
export interface Range {
  readonly chatId: string;
  readonly low: number;
  readonly high: number;
}

/** The messages of ranges of numbers, in order. */
export async function readRanges(db: Queryable, readerId: string, ranges: readonly Range[]): Promise<MessageRow[]> {
  const wanted = ranges.filter(({ low, high }) => low <= high);
  if (wanted.length === 0) return [];
  return db.query<MessageRow>(MESSAGES, [readerId, ...rangeArrays(wanted)]);
}

export const CHANGES = `SELECT c.chat_id AS "chatId", c.version::float8 AS version, c.seq::float8 AS seq, c.type
  FROM unnest($2::uuid[], $3::bigint[], $4::bigint[]) WITH ORDINALITY AS w (chat_id, low, high, n)
  JOIN message.changes AS c ON c.chat_id = w.chat_id AND c.version >= w.low AND c.version <= w.high
  JOIN message.members AS me ON me.chat_id = c.chat_id AND me.user_id = $1::uuid
 WHERE c.seq > me.joined_seq AND (c.user_id IS NULL OR c.user_id = $1::uuid) ORDER BY w.n, c.version`;

export interface ChangeRow {
  readonly chatId: string;
  readonly version: number;
  readonly seq: number;
  readonly type: ChangeType;
}

/** The changes of ranges of versions that the reader may see, in order. */
export async function readChanges(db: Queryable, readerId: string, ranges: readonly Range[]): Promise<ChangeRow[]> {
  const wanted = ranges.filter(({ low, high }) => low <= high);
  if (wanted.length === 0) return [];
  return db.query<ChangeRow>(CHANGES, [readerId, ...rangeArrays(wanted)]);
}

const SEEN = `SELECT w.chat_id AS "chatId", greatest(me.joined_seq, s.last - $4::bigint)::float8 + 1 AS low, s.last::float8 AS high
  FROM unnest($2::uuid[]) WITH ORDINALITY AS w (chat_id, n)
  JOIN message.members AS me ON me.chat_id = w.chat_id AND me.user_id = $1::uuid AND me.left_seq IS NULL
  JOIN message.heads AS h ON h.chat_id = w.chat_id
 CROSS JOIN LATERAL (SELECT message.first_unseen_message(w.chat_id, me.joined_seq + 1, h.last_seq, $3::text::pg_snapshot) - 1 AS last) AS s ORDER BY w.n`;

/** The newest `count` messages of each chat that a snapshot has seen. */
export async function newestSeen(
  db: Queryable,
  userId: string,
  chatIds: readonly string[],
  seen: Snapshot,
  count: number,
): Promise<Range[]> {
  return db.query<Range>(SEEN, [userId, uuidArray(chatIds), seen, count]);
}

function rangeArrays(ranges: readonly Range[]): [string, string, string] {
  return [
    uuidArray(ranges.map((range) => range.chatId)),
    numberArray(ranges.map((range) => range.low)),
    numberArray(ranges.map((range) => range.high)),
  ];
}
