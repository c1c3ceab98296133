import { callingUser } from '@parley/kernel/call';
import type { MessageContext, Methods } from '../context.ts';
import { parseId } from '../domain/input.ts';
import { tellPerson } from '../live/tell-chat.ts';
import { holdMessage } from '../store/hold-message.ts';
import { recordChange } from '../store/record-change.ts';

const STAR = `INSERT INTO message.stars (chat_id, user_id, seq, at) VALUES ($1::uuid, $2::uuid, $3::bigint, $4::bigint) ON CONFLICT DO NOTHING RETURNING seq`;
const UNSTAR = `DELETE FROM message.stars WHERE chat_id = $1::uuid AND user_id = $2::uuid AND seq = $3::bigint RETURNING seq`;

/**
 * Marks a message for the caller alone, or takes the mark away; doing so twice is doing it once.
 * @throws `request.invalid`, `message.not_found`.
 */
export function star(context: Pick<MessageContext, 'db' | 'live' | 'clock'>): Methods['star'] {
  return {
    allow: ['user'],
    async handle({ messageId, starred }, call) {
      const { userId } = callingUser(call);
      const id = parseId(messageId, 'messageId');
      const at = context.clock.now();
      const change = await context.db.transaction(async (tx) => {
        const { chatId, seq } = await holdMessage(tx, id, userId, at);
        const changed = await tx.query(starred ? STAR : UNSTAR, starred ? [chatId, userId, seq, at] : [chatId, userId, seq]);
        if (changed.length === 0) return undefined;
        const version = await recordChange(tx, { chatId, seq, type: 'message.starred', at, onlyFor: userId });
        return { chatId, messageId: id, seq, version };
      });
      if (change !== undefined) tellPerson(context, userId, { type: 'message.starred', ...change, starred });
      return {};
    },
  };
}
