import type { Queryable } from '@parley/postgres/database';
import type { Content } from '@parley/protocol/content';
import { previewText } from '@parley/protocol/content-text';
import { EXPIRED_CONTENT, isOver } from '../domain/expiry.ts';
import { readMessagesById } from './read-messages.ts';

/** A message as another that answers it quotes it, as JSON of the public `Reply`; undefined when the chat has none that this person may see. */
export async function readQuote(
  db: Queryable,
  chatId: string,
  messageId: string,
  readerId: string,
  now: number,
): Promise<string | undefined> {
  const [message] = await readMessagesById(db, readerId, [messageId]);
  if (message === undefined || message.chatId !== chatId) return undefined;
  const { id, seq, senderId } = message;
  const content = isOver(message, now) ? EXPIRED_CONTENT : message.content;
  return JSON.stringify({ id, seq, senderId, preview: previewText(JSON.parse(content) as Content) });
}
