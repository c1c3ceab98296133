import type { Plain } from '@parley/kernel/contract';
import type { Queryable } from '@parley/postgres/database';
import { appendEvents } from '@parley/postgres/outbox';
import type { DeleteExpiredResponse } from '@parley/proto/parley/message/v1/message_pb';
import { isoTime } from '@parley/protocol/wire/iso-time';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { MessageContext, Methods } from '../context.ts';
import { EXPIRED_CONTENT } from '../domain/expiry.ts';
import { parseLimit } from '../domain/input.ts';
import { tellChat } from '../live/tell-chat.ts';
import { eraseMessages } from '../store/erase-messages.ts';
import { chatsWithDue, holdDue, nextDue } from '../store/expired-messages.ts';

/** Messages of one call: few, so that sends to the same chats wait for milliseconds. */
const LIMIT = 100;
const LIMIT_MAX = 1_000;

type Context = Pick<MessageContext, 'db' | 'live' | 'clock' | 'ids' | 'logger' | 'memberships'>;

/**
 * Erases messages whose time is over, as a deletion for everyone does, chat by chat, the oldest first. Several processes may do so at once: each
 * message is erased, and told of, once.
 * @throws `request.invalid`.
 */
export function deleteExpired(context: Context): Methods['deleteExpired'] {
  return {
    allow: ['service'],
    async handle(request): Promise<Plain<DeleteExpiredResponse>> {
      const limit = parseLimit(request.limit, LIMIT, LIMIT_MAX);
      const at = context.clock.now();
      let deleted = 0;
      for (const { chatId, count } of await chatsWithDue(context.db, at, limit)) {
        const frames = await context.db.transaction((tx) => expire(tx, context, chatId, at, count));
        deleted += frames.filter((frame) => frame.type === 'message.deleted').length;
        await tellChat(context, chatId, frames);
      }
      const nextDueAt = await nextDue(context.db);
      return nextDueAt === undefined ? { deleted } : { deleted, nextDueAt };
    },
  };
}

async function expire(tx: Queryable, { ids }: Context, chatId: string, at: number, limit: number): Promise<ServerFrame[]> {
  const due = await holdDue(tx, chatId, at, limit);
  if (due.length === 0) return [];
  const erased = await eraseMessages(tx, chatId, due, EXPIRED_CONTENT, at);
  await appendEvents(
    tx,
    'message',
    erased.map(({ id, seq, version }) => ({
      id: ids.uuid(),
      subject: 'msg.deleted',
      key: chatId,
      at,
      payload: { chatId, messageId: id, seq, version },
    })),
  );
  const senders = new Map(due.map(({ id, senderId }) => [id, senderId]));
  return erased.flatMap(({ id, seq, version, unpinnedVersion }): ServerFrame[] => {
    const target = { chatId, messageId: id, seq };
    const deleted: ServerFrame = {
      type: 'message.deleted',
      ...target,
      version,
      for: 'everyone',
      deletedAt: isoTime(at),
      expired: true,
    };
    if (unpinnedVersion === undefined) return [deleted];
    // Nobody unpinned it; it stands for whoever wrote it that they let it go.
    const by = senders.get(id) ?? '';
    return [{ type: 'message.pinned', ...target, version: unpinnedVersion, pinned: false, by }, deleted];
  });
}
