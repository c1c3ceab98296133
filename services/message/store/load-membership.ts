import type { Queryable } from '@parley/postgres/database';
import type { ChatMembership, Member } from '../domain/authorize-send.ts';

const HEAD = `SELECT chat_type AS "type", chat_version::float8 AS version, permission_send AS "permissionSend",
  permission_edit AS "permissionEdit", array_to_string(blocked_by, ',') AS "blockedBy" FROM message.heads WHERE chat_id = $1::uuid`;
const MEMBERS = `SELECT user_id AS "userId", role, joined_seq::float8 AS "joinedSeq", left_seq::float8 AS "leftSeq"
  FROM message.members WHERE chat_id = $1::uuid`;

interface HeadRow {
  readonly type: string;
  readonly version: number;
  readonly permissionSend: string;
  readonly permissionEdit: string;
  readonly blockedBy: string;
}

interface MemberRow {
  readonly userId: string;
  readonly role: string;
  readonly joinedSeq: number;
  readonly leftSeq: number | null;
}

/** Who is, and was, in a chat and what they may do, as it is projected here; undefined for a chat this service has not heard of. */
export async function loadMembership(db: Queryable, chatId: string): Promise<ChatMembership | undefined> {
  const [[head], rows] = await Promise.all([db.query<HeadRow>(HEAD, [chatId]), db.query<MemberRow>(MEMBERS, [chatId])]);
  if (head === undefined || head.version === 0) return undefined;
  const { blockedBy, ...rest } = head;
  const members = new Map<string, Member>(
    rows.map(({ userId, leftSeq, ...row }) => [userId, { ...row, leftSeq: leftSeq ?? undefined }]),
  );
  return {
    chatId,
    ...rest,
    blockedBy: blockedBy === '' ? [] : blockedBy.split(','),
    members,
    memberIds: rows.filter((row) => row.leftSeq === null).map((row) => row.userId),
  };
}
