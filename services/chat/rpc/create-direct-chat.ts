import { type Call, callingUser, serviceCall } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import { changeBlock } from '../changes/change-chat.ts';
import { createPairChat } from '../changes/create-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { newDirectChat } from '../domain/create.ts';
import { findPairChat } from '../store/direct-pairs.ts';
import { viewFor } from '../view.ts';

/**
 * The direct chat of the caller with a person. An existing one is answered whatever has happened between the two since; a new
 * one needs that the person exists and neither has blocked the other.
 * @throws `user.not_found`, `user.self_not_allowed`, `chat.blocked`.
 */
export function createDirectChat(context: ChatContext): Methods['createDirectChat'] {
  return {
    allow: ['user'],
    async handle({ userId: peerId }, call) {
      const { userId } = callingUser(call);
      if (!isUuid(peerId)) throw fail('user.not_found');
      if (peerId === userId) throw fail('user.self_not_allowed');
      const existing = await findPairChat(context.db, userId, peerId);
      if (existing !== undefined) return { chat: await viewFor(context.db, existing, userId), created: false };

      await requirePerson(context, call, userId, peerId);
      if ((await blocksBetween(context, call, userId, peerId)).length > 0) throw fail('chat.blocked');
      const chat = newDirectChat({ id: context.ids.uuid(), at: context.clock.now() }, [userId, peerId]);
      const { chatId, created } = await createPairChat(context, call, chat, [userId, peerId]);
      if (created) await catchBlocks(context, call, chatId, userId, peerId);
      return { chat: await viewFor(context.db, chatId, userId), created };
    },
  };
}

async function requirePerson(context: ChatContext, call: Call, viewerId: string, userId: string): Promise<void> {
  const { users } = await context.user.getUsers({ viewerId, userIds: [userId] }, serviceCall('chat', call));
  if (users.length === 0) throw fail('user.not_found');
}

/** A block set after the first look and before the commit found no chat to mark; from the commit on, every block finds it. */
async function catchBlocks(context: ChatContext, call: Call, chatId: string, a: string, b: string): Promise<void> {
  for (const { blockerId } of await blocksBetween(context, call, a, b)) {
    await changeBlock(context, call, chatId, { blockerId, blocked: true });
  }
}

async function blocksBetween(context: ChatContext, call: Call, a: string, b: string): Promise<{ blockerId: string }[]> {
  const { blocks } = await context.user.checkBlocks({ pairs: [{ a, b }] }, serviceCall('chat', call));
  return blocks;
}
