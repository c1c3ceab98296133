import type { ChatItem } from '@parley/client/views/chat-item';

/** Muting "for good": the year 9999, the last that ISO 8601 dates hold in four digits. */
export const muteForever = Date.UTC(9999, 11, 31);

/** Whether a chat is muted at a time (epoch ms). */
export function isMuted(chat: Pick<ChatItem, 'mutedUntil'>, now: number): boolean {
  return chat.mutedUntil !== undefined && chat.mutedUntil > now;
}
