import type { Queryable } from '@parley/postgres/database';
import type { Content } from '@parley/protocol/content';
import { fail } from '@parley/protocol/errors';
import type { ChangeCase } from '../domain/authorize-change.ts';
import { IN_RANGE } from './message-rows.ts';

const HOLD = `SELECT h.chat_id FROM message.messages AS m JOIN message.heads AS h ON h.chat_id = m.chat_id WHERE m.id = $1::uuid FOR UPDATE OF h`;

/** A statement of its own: it must see what was committed before the lock was granted. */
const READ = `SELECT m.chat_id AS "chatId", m.seq::float8 AS seq, m.sender_id AS "senderId", m.content, m.created_at::float8 AS "createdAt",
  m.edited_at::float8 AS "editedAt", (m.deleted_at IS NOT NULL OR coalesce(m.expires_at <= $3::bigint, false)) AS deleted, me.role, me.left_seq IS NULL AS active, h.chat_type AS "chatType",
  cardinality(h.blocked_by) > 0 AS blocked, h.permission_send AS "permissionSend", h.permission_edit AS "permissionEdit",
  EXISTS (SELECT FROM message.hidden AS x WHERE x.chat_id = m.chat_id AND x.user_id = me.user_id AND x.seq = m.seq) AS hidden
  FROM message.messages AS m JOIN message.members AS me ON me.chat_id = m.chat_id AND me.user_id = $2::uuid
  JOIN message.heads AS h ON h.chat_id = m.chat_id WHERE m.id = $1::uuid AND ${IN_RANGE}`;

interface Row extends Omit<ChangeCase, 'actorId' | 'system'> {
  readonly chatId: string;
  readonly seq: number;
  readonly content: string;
  readonly createdAt: number;
  readonly editedAt: number | null;
  readonly hidden: boolean;
}

/** A message that somebody wants to change, in a chat whose head this transaction holds: nothing of the chat changes meanwhile. */
export interface HeldMessage extends Row, ChangeCase {
  readonly id: string;
  readonly parsed: Content;
}

/**
 * Locks the chat of a message and reads it as `actorId` stands to it at `at` (epoch ms): one whose time is over counts as deleted.
 * @throws `message.not_found` where they can't see it; a message that they have hidden only unless `evenHidden`.
 */
export async function holdMessage(
  tx: Queryable,
  id: string,
  actorId: string,
  at: number,
  evenHidden = false,
): Promise<HeldMessage> {
  await tx.query(HOLD, [id]);
  const [row] = await tx.query<Row>(READ, [id, actorId, at]);
  if (row === undefined || (row.hidden && !evenHidden)) throw fail('message.not_found');
  const parsed = JSON.parse(row.content) as Content;
  return { ...row, id, actorId, parsed, system: parsed.type === 'system' };
}
