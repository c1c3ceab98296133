import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import { omitAbsent } from '@parley/protocol/wire/omit-absent';
import type { MessageContext, Methods } from '../context.ts';
import { parseId } from '../domain/input.ts';
import { readMessagesById } from '../store/read-messages.ts';

const passing = (read: boolean) => `(SELECT r.at::float8 FROM message.receipt_moves AS r
  WHERE r.chat_id = p.chat_id AND r.user_id = p.user_id AND r.is_read = ${read} AND r.seq >= $2::bigint ORDER BY r.seq LIMIT 1)`;
const RECEIPTS = `SELECT p.user_id AS "userId", ${passing(false)} AS "deliveredAt", ${passing(true)} AS "readAt" FROM message.members AS p
  WHERE p.chat_id = $1::uuid AND p.user_id <> $3::uuid AND p.left_seq IS NULL AND p.joined_seq < $2::bigint
    AND EXISTS (SELECT FROM message.members AS me WHERE me.chat_id = p.chat_id AND me.user_id = $3::uuid AND me.left_seq IS NULL) ORDER BY p.user_id`;

interface ReceiptRow {
  readonly userId: string;
  readonly deliveredAt: number | null;
  readonly readAt: number | null;
}

/**
 * When a message of the caller reached each of the others, and when they read it: the time at which their watermark passed it. Members
 * without either have not received it; when somebody read it who doesn't show that is left out. Who has left the chat learns nothing more of it.
 * @throws `request.invalid`, `message.not_found`; `message.forbidden` for others' messages.
 */
export function info({ db, privacy }: Pick<MessageContext, 'db' | 'privacy' | 'clock'>): Methods['info'] {
  return {
    allow: ['user'],
    async handle({ messageId }, call) {
      const { userId } = callingUser(call);
      const [message] = await readMessagesById(db, userId, [parseId(messageId, 'messageId')]);
      if (message === undefined) throw fail('message.not_found');
      if (message.senderId !== userId) throw fail('message.forbidden');
      const rows = await db.query<ReceiptRow>(RECEIPTS, [message.chatId, message.seq, userId]);
      const hiding = await privacy.hiding(rows.map((row) => row.userId));
      return {
        receipts: rows.map((row) =>
          omitAbsent({
            userId: row.userId,
            deliveredAt: row.deliveredAt ?? undefined,
            readAt: hiding.has(row.userId) ? undefined : (row.readAt ?? undefined),
          }),
        ),
      };
    },
  };
}
