import type { Queryable } from '@parley/postgres/database';
import type { ChatMembership, Member } from '../domain/authorize-send.ts';

/** One statement, hence one snapshot: a head of one version with the members of another would authorise the wrong people. */
const LOAD = `SELECT h.chat_type AS "type", h.chat_version::float8 AS version, h.permission_send AS "permissionSend",
  h.permission_edit AS "permissionEdit", h.disappear_after::float8 AS "disappearAfter", array_to_string(h.blocked_by, ',') AS "blockedBy",
  m.user_id AS "userId", m.role, m.joined_seq::float8 AS "joinedSeq", m.left_seq::float8 AS "leftSeq"
  FROM message.heads AS h LEFT JOIN message.members AS m ON m.chat_id = h.chat_id WHERE h.chat_id = $1::uuid`;

/** A head beside one of its members; in every row the same head. */
interface Row {
  readonly type: string;
  readonly version: number;
  readonly permissionSend: string;
  readonly permissionEdit: string;
  readonly disappearAfter: number | null;
  readonly blockedBy: string;
  /** Null where the chat has no members at all. */
  readonly userId: string | null;
  readonly role: string;
  readonly joinedSeq: number;
  readonly leftSeq: number | null;
}

/** Who is, and was, in a chat and what they may do, as it is projected here; undefined for a chat this service has not heard of. */
export async function loadMembership(db: Queryable, chatId: string): Promise<ChatMembership | undefined> {
  const rows = await db.query<Row>(LOAD, [chatId]);
  const [head] = rows;
  if (head === undefined || head.version === 0) return undefined;
  const { type, version, permissionSend, permissionEdit, blockedBy } = head;
  const disappearAfter = head.disappearAfter ?? undefined;
  const members = new Map<string, Member>();
  const memberIds: string[] = [];
  for (const { userId, role, joinedSeq, leftSeq } of rows) {
    if (userId === null) continue;
    members.set(userId, { role, joinedSeq, leftSeq: leftSeq ?? undefined });
    if (leftSeq === null) memberIds.push(userId);
  }
  const blockers = blockedBy === '' ? [] : blockedBy.split(',');
  return { chatId, type, version, permissionSend, permissionEdit, disappearAfter, blockedBy: blockers, members, memberIds };
}
