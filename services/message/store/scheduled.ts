import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';

/** A message that is to be sent later. Times are epoch ms. */
export interface Scheduled {
  readonly id: string;
  readonly chatId: string;
  readonly userId: string;
  readonly clientMsgId: string;
  /** Content of the public protocol, as JSON. */
  readonly content: string;
  readonly replyToId: string | null;
  readonly mentions: readonly string[];
  readonly sendAt: number;
  readonly createdAt: number;
  readonly status: 'scheduled' | 'sending' | 'failed';
  readonly errorCode: string | null;
}

const FIELDS = `s.id, s.chat_id AS "chatId", s.user_id AS "userId", s.client_msg_id AS "clientMsgId", s.content, s.reply_to_id AS "replyToId",
  array_to_string(s.mentions, ',') AS mentions, s.send_at::float8 AS "sendAt", s.created_at::float8 AS "createdAt", s.status, s.error_code AS "errorCode"`;

interface Row extends Omit<Scheduled, 'mentions'> {
  readonly mentions: string;
}

const toScheduled = ({ mentions, ...row }: Row): Scheduled => ({
  ...row,
  mentions: mentions === '' ? [] : mentions.split(','),
});

async function readOne(db: Queryable, text: string, values: Parameters<Queryable['query']>[1]): Promise<Scheduled | undefined> {
  const [row] = await db.query<Row>(text, values);
  return row && toScheduled(row);
}

const INSERT = `INSERT INTO message.scheduled AS s (id, chat_id, user_id, client_msg_id, content, reply_to_id, mentions, send_at, created_at)
  VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6::uuid, $7::uuid[], $8::bigint, $9::bigint)
  ON CONFLICT (chat_id, user_id, client_msg_id) DO NOTHING RETURNING ${FIELDS}`;

/** Keeps a message for later; undefined where its client message id is known. */
export async function insertScheduled(
  tx: Queryable,
  message: Omit<Scheduled, 'status' | 'errorCode'>,
): Promise<Scheduled | undefined> {
  const { id, chatId, userId, clientMsgId, content, replyToId, mentions, sendAt, createdAt } = message;
  return readOne(tx, INSERT, [id, chatId, userId, clientMsgId, content, replyToId, uuidArray(mentions), sendAt, createdAt]);
}

const BY_CLIENT_ID = `SELECT ${FIELDS} FROM message.scheduled AS s WHERE s.chat_id = $1::uuid AND s.user_id = $2::uuid AND s.client_msg_id = $3::uuid`;

/** The one that a client message id made. */
export async function findScheduled(
  db: Queryable,
  { chatId, userId, clientMsgId }: Pick<Scheduled, 'chatId' | 'userId' | 'clientMsgId'>,
): Promise<Scheduled | undefined> {
  return readOne(db, BY_CLIENT_ID, [chatId, userId, clientMsgId]);
}

/** How many somebody has waiting. */
export async function countScheduled(db: Queryable, userId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM message.scheduled WHERE user_id = $1::uuid',
    [userId],
  );
  return row?.count ?? 0;
}

const LIST = `SELECT ${FIELDS} FROM message.scheduled AS s
 WHERE s.user_id = $1::uuid AND ($2::uuid IS NULL OR s.chat_id = $2::uuid) AND (s.send_at, s.id) > ($3::bigint, $4::uuid) AND s.status <> 'sending'
 ORDER BY s.send_at, s.id LIMIT $5::int`;

/** Somebody's, of one chat or of all, by their time, behind a place in that order. */
export async function listScheduled(
  db: Queryable,
  userId: string,
  chatId: string | undefined,
  after: { readonly sendAt: number; readonly id: string },
  limit: number,
): Promise<Scheduled[]> {
  return (await db.query<Row>(LIST, [userId, chatId ?? null, after.sendAt, after.id, limit])).map(toScheduled);
}

const UPDATE = `UPDATE message.scheduled AS s SET content = coalesce($3, s.content), mentions = coalesce($4::uuid[], s.mentions),
    send_at = coalesce($5::bigint, s.send_at), status = CASE WHEN $5::bigint IS NULL THEN s.status ELSE 'scheduled' END,
    error_code = CASE WHEN $5::bigint IS NULL THEN s.error_code END
  WHERE s.id = $1::uuid AND s.user_id = $2::uuid AND s.status <> 'sending' RETURNING ${FIELDS}`;

/** Changes what is given; a new time has one that failed tried again. Undefined where there is none of this person, or it is being sent. */
export async function updateScheduled(
  tx: Queryable,
  id: string,
  userId: string,
  change: { readonly content?: string | undefined; readonly mentions: readonly string[]; readonly sendAt?: number | undefined },
): Promise<Scheduled | undefined> {
  const { content, mentions, sendAt } = change;
  return readOne(tx, UPDATE, [id, userId, content ?? null, content === undefined ? null : uuidArray(mentions), sendAt ?? null]);
}

const REMOVE = `DELETE FROM message.scheduled AS s WHERE s.id = $1::uuid AND s.user_id = $2::uuid AND s.status <> 'sending' RETURNING ${FIELDS}`;

/** Undefined where there is none of this person, or it is being sent. */
export async function removeScheduled(tx: Queryable, id: string, userId: string): Promise<Scheduled | undefined> {
  return readOne(tx, REMOVE, [id, userId]);
}

const CLAIM_OF = `UPDATE message.scheduled AS s SET status = 'sending' WHERE s.id = $1::uuid AND s.user_id = $2::uuid RETURNING ${FIELDS}`;
const CLAIM_DUE = `UPDATE message.scheduled AS s SET status = 'sending'
  WHERE s.id = $1::uuid AND (s.status = 'sending' OR s.status = 'scheduled' AND s.send_at <= $2::bigint) RETURNING ${FIELDS}`;

/** Sets about sending somebody's message, whatever its time; its owner changes it no more. */
export async function claimOf(db: Queryable, id: string, userId: string): Promise<Scheduled | undefined> {
  return readOne(db, CLAIM_OF, [id, userId]);
}

/** Sets about sending one that is due at `now`, or that somebody set about before and did not finish. */
export async function claimDue(db: Queryable, id: string, now: number): Promise<Scheduled | undefined> {
  return readOne(db, CLAIM_DUE, [id, now]);
}

/** When one that waits is due; undefined where none of this id waits. */
export async function dueTimeOf(db: Queryable, id: string): Promise<number | undefined> {
  const [row] = await db.query<{ at: number }>(
    `SELECT send_at::float8 AS at FROM message.scheduled WHERE id = $1::uuid AND status = 'scheduled'`,
    [id],
  );
  return row?.at;
}

/** It is sent. */
export async function finishScheduled(db: Queryable, { chatId, id }: Scheduled): Promise<void> {
  await db.query('DELETE FROM message.scheduled WHERE chat_id = $1::uuid AND id = $2::uuid', [chatId, id]);
}

/** It was refused: its owner sees why. */
export async function failScheduled(db: Queryable, { chatId, id }: Scheduled, errorCode: string): Promise<void> {
  await db.query(`UPDATE message.scheduled SET status = 'failed', error_code = $3 WHERE chat_id = $1::uuid AND id = $2::uuid`, [
    chatId,
    id,
    errorCode,
  ]);
}
