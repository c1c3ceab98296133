import type { Plain } from '@parley/kernel/contract';
import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { ChatStateOfMember } from '@parley/proto/parley/message/v1/message_pb';
import type { MessageContext } from '../context.ts';
import { MESSAGE_FIELDS, type MessageRow } from './message-rows.ts';
import { renderMessages } from './render-messages.ts';

/** The newest messages that are looked through for one of the reader's own. */
const OWN_LOOK = 50;

/**
 * Whoever sends has read what came before, but the watermark follows a sent message with some delay, so that a send writes
 * nothing but the message. Until then the message itself tells.
 */
const READ_SEQ = `greatest(me.read_seq, me.joined_seq, (SELECT max(n.seq)
  FROM (SELECT seq, sender_id FROM message.messages WHERE chat_id = me.chat_id AND seq > greatest(me.read_seq, me.joined_seq)
         AND seq <= coalesce(me.left_seq, h.last_seq) ORDER BY seq DESC LIMIT ${OWN_LOOK}) AS n
 WHERE n.sender_id = me.user_id))`;

/** Exported, like the other statements that are, for the test of their plans. */
export const STATES = `SELECT s.chat_id AS "chatId", s.last_seq::float8 AS "lastSeq", s.version::float8 AS version, s.joined_seq::float8 AS "joinedSeq",
  s.read_seq::float8 AS "readSeq", greatest(s.read_seq, s.delivered_seq)::float8 AS "deliveredSeq", (s.last_seq - s.read_seq)::float8 AS unread,
  s.last_activity_at::float8 AS "lastActivityAt", s.pinned
  FROM (SELECT me.chat_id, coalesce(me.left_seq, h.last_seq) AS last_seq, h.version, me.joined_seq, ${READ_SEQ} AS read_seq, me.delivered_seq,
               h.last_activity_at, w.n,
               (SELECT string_agg(p.message_id::text, ',' ORDER BY p.at, p.seq) FROM message.pins AS p
                 WHERE p.chat_id = me.chat_id AND p.seq > me.joined_seq AND p.seq <= coalesce(me.left_seq, p.seq)
                   AND NOT EXISTS (SELECT FROM message.hidden AS x WHERE x.chat_id = p.chat_id AND x.user_id = me.user_id AND x.seq = p.seq)) AS pinned
          FROM unnest($2::uuid[]) WITH ORDINALITY AS w (chat_id, n)
          JOIN message.members AS me ON me.chat_id = w.chat_id AND me.user_id = $1::uuid
          JOIN message.heads AS h ON h.chat_id = me.chat_id) AS s ORDER BY s.n`;

interface StateRow extends Omit<Plain<ChatStateOfMember>, 'lastMessage' | 'pinnedMessageIds'> {
  readonly pinned: string | null;
}

/** Chats as one member, or former member, stands in them, in the order asked for; chats they were never in are left out. */
export async function readChatStates(
  context: Pick<MessageContext, 'db' | 'privacy' | 'clock'>,
  userId: string,
  chatIds: readonly string[],
): Promise<Plain<ChatStateOfMember>[]> {
  if (chatIds.length === 0) return [];
  const [states, lastRows] = await Promise.all([
    context.db.query<StateRow>(STATES, [userId, uuidArray(chatIds)]),
    readLastRows(context.db, userId, chatIds),
  ]);
  const last = new Map((await renderMessages(context, userId, lastRows)).map((message) => [message.chatId, message]));
  return states.map(({ pinned, ...state }) => {
    const lastMessage = last.get(state.chatId);
    return {
      ...state,
      pinnedMessageIds: pinned === null ? [] : pinned.split(','),
      ...(lastMessage === undefined ? {} : { lastMessage }),
    };
  });
}

export const LAST_MESSAGES = `SELECT ${MESSAGE_FIELDS} FROM unnest($2::uuid[]) AS w (chat_id)
  JOIN message.members AS me ON me.chat_id = w.chat_id AND me.user_id = $1::uuid
  JOIN message.messages AS m ON m.chat_id = me.chat_id AND m.seq = (
    SELECT n.seq FROM message.messages AS n WHERE n.chat_id = me.chat_id AND n.seq > me.joined_seq AND n.seq <= coalesce(me.left_seq, n.seq)
       AND NOT EXISTS (SELECT FROM message.hidden AS x WHERE x.chat_id = n.chat_id AND x.user_id = $1::uuid AND x.seq = n.seq)
     ORDER BY n.seq DESC LIMIT 1)`;

/** The last message of each chat that the reader may see. */
export async function readLastRows(db: Queryable, readerId: string, chatIds: readonly string[]): Promise<MessageRow[]> {
  return db.query<MessageRow>(LAST_MESSAGES, [readerId, uuidArray(chatIds)]);
}

const LIST = `SELECT me.chat_id AS "chatId", h.last_activity_at::text AS "activity" FROM message.members AS me JOIN message.heads AS h ON h.chat_id = me.chat_id
 WHERE me.user_id = $1::uuid AND me.left_seq IS NULL AND (h.last_activity_at, me.chat_id) < ($2::text::bigint, $3::uuid)
 ORDER BY h.last_activity_at DESC, me.chat_id DESC LIMIT $4::int`;

/** A place in somebody's list of chats by latest activity. */
export interface ListPlace {
  /** Epoch ms, as digits. */
  readonly activity: string;
  readonly chatId: string;
}

/** Before all chats. */
export const LIST_START: ListPlace = { activity: String(2n ** 63n - 1n), chatId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

/** The chats that somebody is in, by latest activity, behind a place in that list. */
export async function listChats(db: Queryable, userId: string, after: ListPlace, limit: number): Promise<ListPlace[]> {
  return db.query<ListPlace>(LIST, [userId, after.activity, after.chatId, limit]);
}
