import type { Queryable } from '@parley/postgres/database';
import { fail } from '@parley/protocol/errors';
import type { MessageContext } from '../context.ts';

/** What somebody may see of a chat: messages numbered above `joinedSeq`, up to `endSeq`. */
export interface MemberRange {
  readonly joinedSeq: number;
  /** The last message, or, for a former member, the last one before they left. */
  readonly endSeq: number;
  readonly active: boolean;
}

const RANGE = `SELECT me.joined_seq::float8 AS "joinedSeq", coalesce(me.left_seq, h.last_seq)::float8 AS "endSeq", me.left_seq IS NULL AS active
  FROM message.members AS me JOIN message.heads AS h ON h.chat_id = me.chat_id WHERE me.chat_id = $1::uuid AND me.user_id = $2::uuid`;

async function findRange(db: Queryable, chatId: string, userId: string): Promise<MemberRange | undefined> {
  const [range] = await db.query<MemberRange>(RANGE, [chatId, userId]);
  return range;
}

/** What the person may see of the chat. A chat that this service has not heard of is asked for. Throws `chat.not_found`. */
export async function requireRange(
  { db, memberships }: Pick<MessageContext, 'db' | 'memberships'>,
  chatId: string,
  userId: string,
): Promise<MemberRange> {
  const range = await findRange(db, chatId, userId);
  if (range !== undefined) return range;
  const chat = await memberships.get(chatId);
  const repaired = chat?.members.has(userId) === true ? await findRange(db, chatId, userId) : undefined;
  if (repaired === undefined) throw fail('chat.not_found');
  return repaired;
}
