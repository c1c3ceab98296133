import { numberArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { SearchPlace } from '../domain/search-cursor.ts';
import { MESSAGE_FIELDS, type MessageRow } from './message-rows.ts';

/** What narrows a search down. */
export interface SearchFilter {
  readonly chatId: string | undefined;
  readonly senderId: string | undefined;
  /** Content type. */
  readonly kind: string | undefined;
  /** Epoch ms: from this time on … */
  readonly from: number | undefined;
  /** … and before this one. */
  readonly to: number | undefined;
}

const FOUND = `s.grams @> $2::int[] AND (s.created_at, s.chat_id, s.seq) < ($3::bigint, $4::uuid, $5::bigint)
   AND ($6::uuid IS NULL OR s.sender_id = $6::uuid) AND ($7::text IS NULL OR s.kind = $7::text)
   AND s.created_at >= $8::bigint AND s.created_at < $9::bigint`;
const search = (scope: string) => `SELECT ${MESSAGE_FIELDS}
  FROM (SELECT s.chat_id, s.seq, s.created_at FROM message.search AS s
          JOIN message.members AS me ON me.chat_id = s.chat_id AND me.user_id = $1::uuid AND s.seq > me.joined_seq AND s.seq <= coalesce(me.left_seq, s.seq)
         WHERE ${FOUND}${scope}
           AND NOT EXISTS (SELECT FROM message.hidden AS x WHERE x.chat_id = s.chat_id AND x.user_id = $1::uuid AND x.seq = s.seq)
         ORDER BY s.created_at DESC, s.chat_id DESC, s.seq DESC LIMIT $10::int) AS f
  JOIN message.messages AS m ON m.chat_id = f.chat_id AND m.seq = f.seq
 ORDER BY f.created_at DESC, f.chat_id DESC, f.seq DESC`;
// Two texts instead of an OR: within one chat only its partition is looked at.
export const SEARCH_ALL = search('');
export const SEARCH_CHAT = search(' AND s.chat_id = $11::uuid');

/** Messages that may hold words with these index numbers, newest first, behind a place; they are of chats and ranges that the reader may see. */
export async function searchCandidates(
  db: Queryable,
  readerId: string,
  grams: readonly number[],
  filter: SearchFilter,
  after: SearchPlace,
  limit: number,
): Promise<MessageRow[]> {
  const { chatId, senderId, kind, from, to } = filter;
  const values = [
    ...[readerId, numberArray(grams), after.createdAt, after.chatId, after.seq, senderId ?? null, kind ?? null],
    ...[from ?? 0, to ?? Number.MAX_SAFE_INTEGER, limit],
  ];
  return chatId === undefined ? db.query<MessageRow>(SEARCH_ALL, values) : db.query<MessageRow>(SEARCH_CHAT, [...values, chatId]);
}
