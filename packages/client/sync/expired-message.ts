import type { Message } from '@parley/protocol/message';

/** Whether the time of a message is over at `now` (epoch ms), by this device's clock. */
export function isOver({ expiresAt }: Message, now: number): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= now;
}

/** Whether a message has disappeared: nothing of it is shown, and no trace. */
export function hasDisappeared({ content }: Pick<Message, 'content'>): boolean {
  return content.type === 'system' && content.event === 'message.expired';
}

/** What is kept of a message whose time is over, so that the numbers of its chat stay dense. */
export function expiredMessage(message: Message, deletedAt: string): Message {
  const { id, chatId, seq, senderId, clientMsgId, createdAt } = message;
  return { id, chatId, seq, senderId, clientMsgId, createdAt, deletedAt, content: { type: 'system', event: 'message.expired' } };
}
