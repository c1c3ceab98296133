import { callingUser } from '@parley/kernel/call';
import { uuidArray } from '@parley/postgres/arrays';
import type { MessageContext, Methods } from '../context.ts';
import { parseIds } from '../domain/input.ts';

const MAX_CHATS = 1000;
const MAX_USERS = 2048;

const WATERMARKS = `SELECT p.chat_id AS "chatId", p.user_id AS "userId", greatest(p.delivered_seq, p.read_seq)::float8 AS "deliveredSeq", p.read_seq::float8 AS "readSeq"
  FROM message.members AS me JOIN message.members AS p ON p.chat_id = me.chat_id AND p.left_seq IS NULL
 WHERE me.user_id = $1::uuid AND me.left_seq IS NULL AND me.chat_id = ANY ($2::uuid[])
   AND (cardinality($3::uuid[]) = 0 OR p.user_id = ANY ($3::uuid[])) ORDER BY p.chat_id, p.user_id`;

interface WatermarkRow {
  readonly chatId: string;
  readonly userId: string;
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

/**
 * How far the members of the caller's chats have received and read. Of those who don't show what they read, `readSeq` is 0.
 * @throws `request.invalid`.
 */
export function getWatermarks({ db, privacy }: Pick<MessageContext, 'db' | 'privacy' | 'clock'>): Methods['getWatermarks'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const chatIds = parseIds(request.chatIds, 'chatIds', MAX_CHATS);
      const userIds = parseIds(request.userIds, 'userIds', MAX_USERS);
      const rows = await db.query<WatermarkRow>(WATERMARKS, [userId, uuidArray(chatIds), uuidArray(userIds)]);
      const hiding = await privacy.hiding(rows.map((row) => row.userId));
      return { watermarks: rows.map((row) => (row.userId !== userId && hiding.has(row.userId) ? { ...row, readSeq: 0 } : row)) };
    },
  };
}
