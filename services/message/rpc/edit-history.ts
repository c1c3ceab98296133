import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';
import { isOver } from '../domain/expiry.ts';
import { parseId } from '../domain/input.ts';
import { readMessagesById } from '../store/read-messages.ts';

/** Edits of one answer: a message may have been edited any number of times, and each is as long as a message. */
const MAX_EDITS = 100;

const EDITS = `SELECT content, at::float8 AS at FROM
  (SELECT n, content, at FROM message.edits WHERE chat_id = $1::uuid AND seq = $2::bigint ORDER BY n DESC LIMIT ${MAX_EDITS}) AS e ORDER BY n`;

/**
 * What a message was before its latest edits, in their order; `at` is since when it was that. Whoever may see the message may see them.
 * @throws `request.invalid`, `message.not_found`.
 */
export function editHistory({ db, clock }: Pick<MessageContext, 'db' | 'clock'>): Methods['editHistory'] {
  return {
    allow: ['user'],
    async handle({ messageId }, call) {
      const [message] = await readMessagesById(db, callingUser(call).userId, [parseId(messageId, 'messageId')]);
      if (message === undefined) throw fail('message.not_found');
      if (isOver(message, clock.now())) return { edits: [] };
      return { edits: await db.query(EDITS, [message.chatId, message.seq]) };
    },
  };
}
