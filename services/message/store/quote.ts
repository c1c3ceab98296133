import type { Queryable } from '@parley/postgres/database';
import type { Content } from '@parley/protocol/content';
import { previewText } from '@parley/protocol/content-text';
import type { Reply } from '@parley/protocol/message';
import { IN_RANGE, NOT_HIDDEN } from './message-rows.ts';

const QUOTE = `SELECT m.id, m.seq::float8 AS seq, m.sender_id AS "senderId", m.content FROM message.messages AS m
  JOIN message.members AS me ON me.chat_id = m.chat_id AND me.user_id = $1::uuid
 WHERE m.id = $2::uuid AND m.chat_id = $3::uuid AND m.deleted_at IS NULL AND ${IN_RANGE} AND ${NOT_HIDDEN}`;

/** What a reply quotes of a message that its writer can see, as JSON of the public `Reply`; undefined where there is no such message. */
export async function quoteOf(db: Queryable, chatId: string, messageId: string, userId: string): Promise<string | undefined> {
  const [row] = await db.query<{ id: string; seq: number; senderId: string; content: string }>(QUOTE, [userId, messageId, chatId]);
  if (row === undefined) return undefined;
  const { content, ...message } = row;
  const reply: Reply = { ...message, preview: previewText(JSON.parse(content) as Content) };
  return JSON.stringify(reply);
}
