import { callingUser } from '@parley/kernel/call';
import type { Queryable } from '@parley/postgres/database';
import { appendEvents } from '@parley/postgres/outbox';
import { fail } from '@parley/protocol/errors';
import type { MessageContext, Methods } from '../context.ts';
import { refuseReaction } from '../domain/authorize-change.ts';
import { isEmoji } from '../domain/emoji.ts';
import { invalid, parseId } from '../domain/input.ts';
import { tellChat } from '../live/tell-chat.ts';
import { type HeldMessage, holdMessage } from '../store/hold-message.ts';
import { recordChange } from '../store/record-change.ts';

/** Different emojis that one person may give one message. */
const MAX_REACTIONS = 3;

const GIVEN = `SELECT emoji FROM message.reactions WHERE chat_id = $1::uuid AND seq = $2::bigint AND user_id = $3::uuid`;
const GIVE = `INSERT INTO message.reactions (chat_id, seq, user_id, emoji, at) VALUES ($1::uuid, $2::bigint, $3::uuid, $4, $5::bigint)`;
const TAKE_BACK = `DELETE FROM message.reactions WHERE chat_id = $1::uuid AND seq = $2::bigint AND user_id = $3::uuid AND emoji = $4`;
const COUNT = `SELECT count(*)::int AS count FROM message.reactions WHERE chat_id = $1::uuid AND seq = $2::bigint AND emoji = $3`;

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships'>;

/**
 * Gives a message a reaction or takes it back; doing so twice is doing it once.
 * @throws `request.invalid`, `message.not_found`, `message.not_editable`, `message.reaction_limit`, `chat.not_a_member`, `chat.blocked`.
 */
export function react(context: Context): Methods['react'] {
  return {
    allow: ['user'],
    async handle({ messageId, emoji, remove }, call) {
      const { userId } = callingUser(call);
      const id = parseId(messageId, 'messageId');
      if (!isEmoji(emoji)) throw invalid('emoji', 'must be one emoji');
      const at = context.clock.now();
      const change = await context.db.transaction(async (tx) => {
        const held = await holdMessage(tx, id, userId, at);
        const code = refuseReaction(held, remove);
        if (code !== undefined) throw fail(code);
        return (await put(tx, held, emoji, remove, at)) ? await record(tx, context, held, emoji, at) : undefined;
      });
      if (change !== undefined) {
        await tellChat(context, change.chatId, [{ type: 'message.reaction', ...change, userId, emoji, removed: remove }]);
      }
      return {};
    },
  };
}

/** Whether anything changed. */
async function put(
  tx: Queryable,
  { chatId, seq, actorId }: HeldMessage,
  emoji: string,
  remove: boolean,
  at: number,
): Promise<boolean> {
  const given = (await tx.query<{ emoji: string }>(GIVEN, [chatId, seq, actorId])).map((row) => row.emoji);
  if (given.includes(emoji) !== remove) return false;
  if (remove) {
    await tx.query(TAKE_BACK, [chatId, seq, actorId, emoji]);
    return true;
  }
  if (given.length >= MAX_REACTIONS) throw fail('message.reaction_limit');
  await tx.query(GIVE, [chatId, seq, actorId, emoji, at]);
  return true;
}

async function record(tx: Queryable, { ids }: Context, { id, chatId, seq, actorId }: HeldMessage, emoji: string, at: number) {
  const version = await recordChange(tx, { chatId, seq, type: 'message.reaction', at });
  const change = { chatId, messageId: id, seq, version };
  await appendEvents(tx, 'message', [
    { id: ids.uuid(), subject: 'msg.reaction', key: chatId, at, payload: { ...change, userId: actorId } },
  ]);
  const [row] = await tx.query<{ count: number }>(COUNT, [chatId, seq, emoji]);
  return { ...change, count: row?.count ?? 0 };
}
