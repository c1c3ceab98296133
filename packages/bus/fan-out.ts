import { chatSubject, type LiveBus, PUBLISH_BY_CHAT_FROM, userSubject } from './live.ts';

/**
 * Sends one encoded frame to every member of a chat: one publication for a large chat, one a member for a small one, so that
 * neither publications nor subscriptions explode.
 */
export function fanOut(
  live: LiveBus,
  chat: { readonly chatId: string; readonly memberIds: readonly string[] },
  frame: string,
  exceptConnection?: string,
): void {
  const message = { kind: 'frame', frame, exceptConnection } as const;
  if (chat.memberIds.length >= PUBLISH_BY_CHAT_FROM) {
    live.publish(chatSubject(chat.chatId), message);
    return;
  }
  for (const memberId of chat.memberIds) live.publish(userSubject(memberId), message);
}
