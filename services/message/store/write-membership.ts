import type { Plain } from '@parley/kernel/contract';
import { textArray, uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { ChatState } from '@parley/proto/parley/chat/v1/chat_pb';

const CREATE = `INSERT INTO message.heads (chat_id, last_activity_at, chat_type) VALUES ($1::uuid, $2::bigint, $3) ON CONFLICT (chat_id) DO NOTHING`;
const LOCK = `SELECT chat_version::float8 AS version, last_seq::float8 AS "lastSeq" FROM message.heads WHERE chat_id = $1::uuid FOR UPDATE`;

/** A chat whose head this transaction holds. */
export interface HeldHead {
  /** Of the chat service's state that was applied last; 0 for none. */
  readonly version: number;
  readonly lastSeq: number;
}

/** Takes the lock that orders a chat, making its head where there is none. `at` (epoch ms) is when a new chat was last active. */
export async function holdHead(
  tx: Queryable,
  chat: { readonly chatId: string; readonly type: string },
  at: number,
): Promise<HeldHead> {
  await tx.query(CREATE, [chat.chatId, at, chat.type]);
  const [head] = await tx.query<HeldHead>(LOCK, [chat.chatId]);
  if (head === undefined) throw new Error('the head of a chat is missing right after it was made');
  return head;
}

const WRITE_HEAD = `UPDATE message.heads SET chat_type = $2, chat_version = $3::bigint, permission_send = $4, permission_edit = $5,
  blocked_by = $6::uuid[], member_count = $7::int, disappear_after = $8::int, tx = pg_current_xact_id() WHERE chat_id = $1::uuid`;

/** Receipts lock rows of members in this order too: who locks them as they come would wait in a circle. */
const HOLD_MEMBERS = `SELECT user_id FROM message.members WHERE chat_id = $1::uuid ORDER BY user_id FOR UPDATE`;

/**
 * Somebody who comes back starts anew: what was written while they were away is not theirs to see, and a membership is one range. What
 * they had received before stays on their devices.
 */
const WRITE_MEMBERS = `INSERT INTO message.members AS m (chat_id, user_id, role, joined_seq, delivered_seq, read_seq)
  SELECT $1::uuid, u.user_id, u.role, $4::bigint, $4::bigint, $4::bigint FROM unnest($2::uuid[], $3::text[]) AS u (user_id, role)
  ON CONFLICT (chat_id, user_id) DO UPDATE SET role = excluded.role, left_seq = NULL, tx = pg_current_xact_id(),
    joined_seq = CASE WHEN m.left_seq IS NULL THEN m.joined_seq ELSE excluded.joined_seq END,
    delivered_seq = CASE WHEN m.left_seq IS NULL THEN m.delivered_seq ELSE excluded.delivered_seq END,
    read_seq = CASE WHEN m.left_seq IS NULL THEN m.read_seq ELSE excluded.read_seq END
  WHERE m.role <> excluded.role OR m.left_seq IS NOT NULL`;

const END_MEMBERS = `UPDATE message.members SET left_seq = $3::bigint, tx = pg_current_xact_id()
  WHERE chat_id = $1::uuid AND left_seq IS NULL AND NOT user_id = ANY ($2::uuid[]) RETURNING user_id AS "userId"`;

/**
 * Writes what the chat service says of a chat whose head is held. New members see what is numbered above `joinedSeq`, those who left
 * see what is numbered up to `leftSeq`. Answers who left.
 */
export async function writeState(
  tx: Queryable,
  state: Plain<ChatState>,
  { joinedSeq, leftSeq }: { readonly joinedSeq: number; readonly leftSeq: number },
): Promise<string[]> {
  const { chatId, members } = state;
  const userIds = uuidArray(members.map((member) => member.userId));
  await tx.query(WRITE_HEAD, [
    ...[chatId, state.type, state.version, state.permissions?.send ?? 'everyone', state.permissions?.edit ?? 'everyone'],
    ...[uuidArray(state.blockedBy), members.length, state.disappearAfter ?? null],
  ]);
  await tx.query(HOLD_MEMBERS, [chatId]);
  await tx.query(WRITE_MEMBERS, [chatId, userIds, textArray(members.map((member) => member.role)), joinedSeq]);
  return (await tx.query<{ userId: string }>(END_MEMBERS, [chatId, userIds, leftSeq])).map((row) => row.userId);
}
