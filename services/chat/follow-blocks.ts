import type { Consumer, DomainEvent, EventBus } from '@parley/bus/events';
import { serviceCall } from '@parley/kernel/call';
import { changeBlock } from './change-chat.ts';
import type { ChatContext } from './context.ts';
import { findPairChat } from './store/direct-pairs.ts';

/** What the user service puts into the events of blocks. */
interface Block {
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

/** Brings the direct chat of the two in line with the blocks there are now. */
export async function followBlock(context: ChatContext, event: Pick<DomainEvent, 'payload'>): Promise<void> {
  const { blockerId, blockedId } = event.payload as Block;
  const chatId = await findPairChat(context.db, blockerId, blockedId);
  if (chatId === undefined) return;
  const call = serviceCall('chat');
  const { blocks } = await context.user.checkBlocks({ pairs: [{ a: blockerId, b: blockedId }] }, call);
  const blocked = blocks.some((block) => block.blockerId === blockerId);
  await changeBlock(context, call, chatId, { blockerId, blocked });
}
