import type { Consumer, DomainEvent, EventBus } from '@parley/bus/events';
import { type Call, serviceCall } from '@parley/kernel/call';
import { changeBlock } from './changes/change-chat.ts';
import type { ChatContext } from './context.ts';
import { findPairChat } from './store/direct-pairs.ts';

/** What the user service puts into the events of blocks. */
export interface Block {
  readonly blockerId: string;
  readonly blockedId: string;
}

/**
 * Follows the durable events of blocks, for those that the user service could not tell directly. It asks how things stand now
 * instead of believing an event that may be late, so any order of events and calls ends in the truth.
 */
export function followBlocks(context: ChatContext, events: EventBus): Promise<Consumer> {
  return events.consume(
    { stream: 'USERS', durable: 'chat-blocks', subjects: ['user.blocked', 'user.unblocked'] },
    async (batch) => {
      for (const event of batch) await followBlock(context, event);
    },
  );
}

/** Brings the direct chat of the two in line after an event. */
export async function followBlock(context: ChatContext, event: Pick<DomainEvent, 'payload'>): Promise<void> {
  await alignBlock(context, serviceCall('chat'), event.payload as Block);
}

/**
 * Brings the direct chat of the two, if there is one, in line with the blocks there are now. What was written is held to the truth once
 * more: a block that was lifted between the question and the write would else stay, if its own alignment came before the write.
 */
export async function alignBlock(context: ChatContext, call: Call, { blockerId, blockedId }: Block): Promise<void> {
  const chatId = await findPairChat(context.db, blockerId, blockedId);
  if (chatId === undefined) return;
  const isBlocked = async (): Promise<boolean> => {
    const { blocks } = await context.user.checkBlocks({ pairs: [{ a: blockerId, b: blockedId }] }, serviceCall('chat', call));
    return blocks.some((block) => block.blockerId === blockerId);
  };
  let blocked = await isBlocked();
  while (await changeBlock(context, call, chatId, { blockerId, blocked })) blocked = await isBlocked();
}
