import { PUBLISH_BY_CHAT_FROM } from '@parley/bus/live';
import type { Plain } from '@parley/kernel/contract';
import { uuidArray } from '@parley/postgres/arrays';
import type { Message } from '@parley/proto/parley/message/v1/message_pb';
import type { MessageContext } from '../context.ts';
import { messageStatus, type PeerMark } from '../domain/message-status.ts';
import { type MessageRow, toMessage } from './message-rows.ts';

/**
 * Watermarks of the other members of chats. In large groups nobody is told of each receipt (there would be members² of them), so their
 * messages stay `sent` there and `Info` says more.
 */
const PEERS = `SELECT p.chat_id AS "chatId", p.user_id AS "userId", p.joined_seq::float8 AS "joinedSeq",
  p.delivered_seq::float8 AS "deliveredSeq", p.read_seq::float8 AS "readSeq"
  FROM message.members AS p JOIN message.heads AS h ON h.chat_id = p.chat_id
 WHERE p.chat_id = ANY ($2::uuid[]) AND p.user_id <> $1::uuid AND p.left_seq IS NULL AND h.member_count < $3::int`;

interface PeerRow extends Omit<PeerMark, 'hides'> {
  readonly chatId: string;
  readonly userId: string;
}

/** Rows as their reader sees them now: own messages with their status. */
export async function renderMessages(
  { db, privacy, clock }: Pick<MessageContext, 'db' | 'privacy' | 'clock'>,
  readerId: string,
  rows: readonly MessageRow[],
): Promise<Plain<Message>[]> {
  const ownChats = [...new Set(rows.filter((row) => row.senderId === readerId).map((row) => row.chatId))];
  const peers =
    ownChats.length === 0 ? [] : await db.query<PeerRow>(PEERS, [readerId, uuidArray(ownChats), PUBLISH_BY_CHAT_FROM]);
  const hiding = await privacy.hiding(peers.map((peer) => peer.userId));
  const marks = Map.groupBy(
    peers.map((peer) => ({ ...peer, hides: hiding.has(peer.userId) })),
    (peer) => peer.chatId,
  );
  const now = clock.now();
  return rows.map((row) =>
    toMessage(row, row.senderId === readerId ? messageStatus(row.seq, marks.get(row.chatId) ?? []) : undefined, now),
  );
}
