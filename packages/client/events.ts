import type { Chat } from '@parley/protocol/chat';
import type { Message } from '@parley/protocol/message';
import type { AuthState } from './api/auth.ts';
import type { ConnectionState } from './connection/state.ts';
import type { Refusal } from './views/message-item.ts';

/**
 * What happens, by name, in every tab. A message comes once and in the order of its chat; one that was stored in the moment
 * the process died may not come at all, so whoever must miss none reads the history.
 */
export interface ParleyEvents {
  /** A message is new to this device: live, or caught up with after a pause (`live: false`). What was there before the device is not told. */
  message: { readonly message: Message; readonly live: boolean };
  /** Edited, deleted, reacted to: the message as it is now. */
  'message.changed': { readonly message: Message };
  /** Somebody else read or got messages up to a seq. */
  receipt: {
    readonly chatId: string;
    readonly userId: string;
    readonly deliveredSeq?: number | undefined;
    readonly readSeq?: number | undefined;
  };
  /** New, or changed. */
  chat: { readonly chat: Omit<Chat, 'lastMessage'> };
  /** What this person has scheduled in a chat has changed, on whichever device: `messages.scheduled` tells. */
  scheduled: { readonly chatId: string };
  'chat.removed': { readonly chatId: string };
  typing: { readonly chatId: string; readonly userId: string; readonly active: boolean };
  presence: { readonly userId: string; readonly online: boolean; readonly lastSeenAt?: string | undefined };
  connection: ConnectionState;
  auth: AuthState;
  /** The server refused something that was shown as done; the views have taken it back. */
  refused: { readonly chatId: string; readonly kind: string; readonly refusal: Refusal };
}
