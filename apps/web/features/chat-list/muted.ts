import type { ChatItem } from '@parley/client/views/chat-item';

/** Whether a chat is muted at a time (epoch ms). */
export function isMuted(chat: Pick<ChatItem, 'mutedUntil'>, now: number): boolean {
  return chat.mutedUntil !== undefined && chat.mutedUntil > now;
}
