import { callingUser } from '@parley/kernel/call';
import type { Queryable } from '@parley/postgres/database';
import { fail } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';
import { refusePin } from '../domain/authorize-change.ts';
import { parseId } from '../domain/input.ts';
import { tellChat } from '../live/tell-chat.ts';
import { type HeldMessage, holdMessage } from '../store/hold-message.ts';
import { recordChange } from '../store/record-change.ts';

/** Pinned messages of one chat: they are in every chat list. */
const MAX_PINS = 50;

const PINNED = `SELECT count(*)::int AS count, coalesce(bool_or(seq = $2::bigint), false) AS already FROM message.pins WHERE chat_id = $1::uuid`;
const PIN = `INSERT INTO message.pins (chat_id, seq, message_id, pinned_by, at) VALUES ($1::uuid, $2::bigint, $3::uuid, $4::uuid, $5::bigint)`;
const UNPIN = `DELETE FROM message.pins WHERE chat_id = $1::uuid AND seq = $2::bigint`;

/**
 * Pins a message of the chat for all, or unpins it; doing so twice is doing it once.
 * @throws `request.invalid`, `message.not_found`, `message.not_editable`, `message.pin_limit`, `chat.not_a_member`, `chat.blocked`, `chat.forbidden`.
 */
export function pin(context: Pick<MessageContext, 'db' | 'live' | 'clock' | 'logger' | 'memberships'>): Methods['pin'] {
  return {
    allow: ['user'],
    async handle({ messageId, pinned, ...request }, call) {
      const { userId } = callingUser(call);
      const id = parseId(messageId, 'messageId');
      const chatId = parseId(request.chatId, 'chatId');
      const at = context.clock.now();
      const change = await context.db.transaction(async (tx) => {
        const held = await holdMessage(tx, id, userId, at);
        if (held.chatId !== chatId) throw fail('message.not_found');
        const code = refusePin(held, !pinned);
        if (code !== undefined) throw fail(code);
        if (!(await put(tx, held, pinned, at))) return undefined;
        const version = await recordChange(tx, { chatId, seq: held.seq, type: 'message.pinned', at });
        return { chatId, messageId: id, seq: held.seq, version };
      });
      if (change !== undefined) await tellChat(context, chatId, [{ type: 'message.pinned', ...change, pinned, by: userId }]);
      return {};
    },
  };
}

/** Whether anything changed. */
async function put(tx: Queryable, { id, chatId, seq, actorId }: HeldMessage, pinned: boolean, at: number): Promise<boolean> {
  const [row] = await tx.query<{ count: number; already: boolean }>(PINNED, [chatId, seq]);
  const { count, already } = row ?? { count: 0, already: false };
  if (already === pinned) return false;
  if (!pinned) {
    await tx.query(UNPIN, [chatId, seq]);
    return true;
  }
  if (count >= MAX_PINS) throw fail('message.pin_limit');
  await tx.query(PIN, [chatId, seq, id, actorId, at]);
  return true;
}
