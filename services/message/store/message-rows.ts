import type { Plain } from '@parley/kernel/contract';
import type { Message } from '@parley/proto/parley/message/v1/message_pb';
import { EXPIRED_CONTENT, isOver } from '../domain/expiry.ts';

/** A quote says no more than the message it is of: once that was deleted for everyone, nothing. */
const REPLY = `CASE WHEN m.reply IS NOT NULL AND EXISTS (SELECT FROM message.messages AS q
    WHERE q.chat_id = m.chat_id AND q.seq = (m.reply::jsonb ->> 'seq')::bigint AND q.deleted_at IS NOT NULL)
  THEN jsonb_set(m.reply::jsonb, '{preview}', '""')::text ELSE m.reply END`;

/** When the time of the quoted message is over, which may be before it is erased. */
const REPLY_EXPIRES_AT = `CASE WHEN m.reply IS NOT NULL THEN (SELECT q.expires_at::float8 FROM message.messages AS q
    WHERE q.chat_id = m.chat_id AND q.seq = (m.reply::jsonb ->> 'seq')::bigint) END`;

/**
 * What is selected of `message.messages AS m` for a reader, who is parameter $1 of every statement that uses this: reactions and stars
 * come with each row, so that a page is one statement.
 */
export const MESSAGE_FIELDS = `m.id, m.chat_id AS "chatId", m.seq::float8 AS seq, m.sender_id AS "senderId", m.client_msg_id AS "clientMsgId",
  m.created_at::float8 AS "createdAt", m.edited_at::float8 AS "editedAt", m.deleted_at::float8 AS "deletedAt", m.expires_at::float8 AS "expiresAt",
  m.content, ${REPLY} AS reply, ${REPLY_EXPIRES_AT} AS "replyExpiresAt", m.forwarded_from AS "forwardedFrom", array_to_string(m.mentions, ',') AS mentions,
  (SELECT json_agg(json_build_array(r.emoji, r.count, r.mine) ORDER BY r.first, r.emoji)::text
     FROM (SELECT emoji, count(*) AS count, bool_or(user_id = $1::uuid) AS mine, min(at) AS first
             FROM message.reactions WHERE chat_id = m.chat_id AND seq = m.seq GROUP BY emoji) AS r) AS reactions,
  EXISTS (SELECT FROM message.stars AS s WHERE s.chat_id = m.chat_id AND s.user_id = $1::uuid AND s.seq = m.seq) AS starred`;

/** The same fields of a subquery `f` that selects `MESSAGE_FIELDS`. */
export const SELECTED_FIELDS = `f.id, f."chatId", f.seq, f."senderId", f."clientMsgId", f."createdAt", f."editedAt", f."deletedAt", f."expiresAt",
  f.content, f.reply, f."replyExpiresAt", f."forwardedFrom", f.mentions, f.reactions, f.starred`;

/** Leaves out what the reader ($1) has deleted for themselves. */
export const NOT_HIDDEN = `NOT EXISTS (SELECT FROM message.hidden AS x WHERE x.chat_id = m.chat_id AND x.user_id = $1::uuid AND x.seq = m.seq)`;

/** Keeps a reader who is the member `me` to what they may see. */
export const IN_RANGE = `m.seq > me.joined_seq AND m.seq <= coalesce(me.left_seq, m.seq)`;

/** A message as `MESSAGE_FIELDS` selects it. */
export interface MessageRow {
  readonly id: string;
  readonly chatId: string;
  readonly seq: number;
  readonly senderId: string;
  readonly clientMsgId: string;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly deletedAt: number | null;
  readonly expiresAt: number | null;
  readonly content: string;
  readonly reply: string | null;
  readonly replyExpiresAt: number | null;
  readonly forwardedFrom: string | null;
  readonly mentions: string | null;
  readonly reactions: string | null;
  readonly starred: boolean;
}

/**
 * The row as the contract has it at `now` (epoch ms); `status` only for the reader's own messages. What a message said is told by nobody
 * once its time is over, whether or not it has been erased yet.
 */
export function toMessage(row: MessageRow, status: string | undefined, now: number): Plain<Message> {
  if (isOver(row, now)) return toTombstone(row, status);
  const { id, chatId, seq, senderId, clientMsgId, createdAt, content, starred } = row;
  return {
    ...{ id, chatId, seq, senderId, clientMsgId, createdAt, content, starred },
    ...(row.editedAt === null ? {} : { editedAt: row.editedAt }),
    ...(row.deletedAt === null ? {} : { deletedAt: row.deletedAt }),
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
    ...(row.reply === null ? {} : { replyTo: toReply(row.reply, isOver({ expiresAt: row.replyExpiresAt }, now)) }),
    ...(row.forwardedFrom === null ? {} : { forwardedFrom: row.forwardedFrom }),
    ...(status === undefined ? {} : { status }),
    mentions: row.mentions === null || row.mentions === '' ? [] : row.mentions.split(','),
    reactions: row.reactions === null ? [] : toReactions(row.reactions),
  };
}

function toTombstone(row: MessageRow, status: string | undefined): Plain<Message> {
  const { id, chatId, seq, senderId, clientMsgId, createdAt, expiresAt } = row;
  return {
    ...{
      id,
      chatId,
      seq,
      senderId,
      clientMsgId,
      createdAt,
      content: EXPIRED_CONTENT,
      starred: false,
      mentions: [],
      reactions: [],
    },
    ...(expiresAt === null ? {} : { deletedAt: expiresAt }),
    ...(status === undefined ? {} : { status }),
  };
}

function toReply(json: string, isSilent: boolean): NonNullable<Plain<Message>['replyTo']> {
  const reply = JSON.parse(json) as NonNullable<Plain<Message>['replyTo']>;
  return isSilent ? { ...reply, preview: '' } : reply;
}

function toReactions(json: string): Plain<Message>['reactions'] {
  return (JSON.parse(json) as [emoji: string, count: number, mine: boolean][]).map(([emoji, count, mine]) => ({
    emoji,
    count,
    mine,
  }));
}
