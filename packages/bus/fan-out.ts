import { chatSubject, type LiveBus, PUBLISH_BY_CHAT_FROM, userSubject } from './live.ts';

/** Who need not get a frame. */
export interface Except {
  /** The connection that caused it. */
  readonly connection?: string | undefined;
  /** A person with no other connection. In a large chat, where everybody shares a publication, this changes nothing. */
  readonly user?: string | undefined;
}

/**
 * Sends one encoded frame to every member of a chat: one publication for a large chat, one a member for a small one, so that
 * neither publications nor subscriptions explode.
 */
export function fanOut(
  live: LiveBus,
  chat: { readonly chatId: string; readonly memberIds: readonly string[] },
  frame: string,
  except: Except = {},
): void {
  const message = { kind: 'frame', frame, exceptConnection: except.connection } as const;
  if (chat.memberIds.length >= PUBLISH_BY_CHAT_FROM) {
    live.publish(chatSubject(chat.chatId), message);
    return;
  }
  for (const memberId of chat.memberIds) if (memberId !== except.user) live.publish(userSubject(memberId), message);
}
