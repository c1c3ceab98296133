import { callingUser } from '@parley/kernel/call';
import type { Queryable } from '@parley/postgres/database';
import { appendEvents } from '@parley/postgres/outbox';
import type { SystemContent } from '@parley/protocol/content';
import { fail } from '@parley/protocol/errors';
import { isoTime } from '@parley/protocol/wire/iso-time';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { MessageContext, Methods } from '../context.ts';
import { refuseDeletion } from '../domain/authorize-change.ts';
import { invalid, parseId } from '../domain/input.ts';
import { tellChat, tellPerson } from '../live/tell-chat.ts';
import { eraseMessages } from '../store/erase-messages.ts';
import { holdMessage } from '../store/hold-message.ts';
import { recordChange } from '../store/record-change.ts';

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships'>;

/**
 * Deletes a message for the caller alone, or for everyone: then what it said goes, with its history, reactions, stars, pin and place in the
 * search index, and a trace of it stays. Repeating it changes nothing.
 * @throws `request.invalid`, `message.not_found`, `message.forbidden`, `chat.not_a_member`.
 */
export function deleteMessage(context: Context): Methods['delete'] {
  return {
    allow: ['user'],
    async handle({ messageId, scope }, call) {
      const { userId } = callingUser(call);
      const id = parseId(messageId, 'messageId');
      if (scope === 'me') await hide(context, id, userId);
      else if (scope === 'everyone') await erase(context, id, userId);
      else throw invalid('scope', 'must be me or everyone');
      return {};
    },
  };
}

const HIDE = `WITH unstarred AS (DELETE FROM message.stars WHERE chat_id = $1::uuid AND user_id = $2::uuid AND seq = $3::bigint)
  INSERT INTO message.hidden (chat_id, user_id, seq) VALUES ($1::uuid, $2::uuid, $3::bigint)`;

async function hide(context: Context, id: string, userId: string): Promise<void> {
  const at = context.clock.now();
  const change = await context.db.transaction(async (tx) => {
    const { chatId, seq, hidden } = await holdMessage(tx, id, userId, at, true);
    if (hidden) return undefined;
    await tx.query(HIDE, [chatId, userId, seq]);
    return {
      chatId,
      messageId: id,
      seq,
      version: await recordChange(tx, { chatId, seq, type: 'message.hidden', at, onlyFor: userId }),
    };
  });
  if (change !== undefined)
    tellPerson(context, userId, { type: 'message.deleted', ...change, for: 'me', deletedAt: isoTime(at) });
}

const TOMBSTONE = JSON.stringify({ type: 'system', event: 'message.deleted' } satisfies SystemContent);
async function erase(context: Context, id: string, userId: string): Promise<void> {
  const at = context.clock.now();
  const { chatId, frames } = await context.db.transaction(async (tx) => {
    const held = await holdMessage(tx, id, userId, at);
    const code = refuseDeletion(held);
    if (code !== undefined) throw fail(code);
    const target = { chatId: held.chatId, messageId: id, seq: held.seq };
    return { chatId: held.chatId, frames: held.deleted ? [] : await eraseHeld(tx, context, target, userId, at) };
  });
  await tellChat(context, chatId, frames);
}

async function eraseHeld(
  tx: Queryable,
  { ids }: Context,
  target: { readonly chatId: string; readonly messageId: string; readonly seq: number },
  by: string,
  at: number,
): Promise<ServerFrame[]> {
  const { chatId, messageId: id, seq } = target;
  const [erased] = await eraseMessages(tx, chatId, [{ id, seq }], TOMBSTONE, at);
  if (erased === undefined) return [];
  const { version, unpinnedVersion } = erased;
  await appendEvents(tx, 'message', [
    { id: ids.uuid(), subject: 'msg.deleted', key: chatId, at, payload: { ...target, version } },
  ]);
  const deleted: ServerFrame = { type: 'message.deleted', ...target, version, for: 'everyone', deletedAt: isoTime(at) };
  return unpinnedVersion === undefined
    ? [deleted]
    : [{ type: 'message.pinned', ...target, version: unpinnedVersion, pinned: false, by }, deleted];
}
