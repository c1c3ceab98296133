import type { ChatItem } from './chat-item.ts';
import type { MessageItem } from './message-item.ts';
import type { View } from './view.ts';

export interface ConversationSnapshot {
  /** `missing`: this device knows no such chat, and neither does the server or there is no network to ask. */
  readonly status: 'loading' | 'ready' | 'missing';
  readonly chat?: ChatItem | undefined;
  /** One unbroken stretch of the conversation, oldest first; own messages that wait come last, in the order they were written. */
  readonly messages: readonly MessageItem[];
  readonly hasOlder: boolean;
  /** True after a jump into the past, until the stretch reaches the newest message. */
  readonly hasNewer: boolean;
  readonly loading: 'older' | 'newer' | undefined;
  /** Where "unread messages" began when the view was opened: the first unread seq. */
  readonly unreadFrom?: number | undefined;
}

/** A window on one chat. It grows as it is asked to; local messages first, the server when they run out. */
export interface ConversationView extends View<ConversationSnapshot> {
  /** Widens the window by a page. Without a network and with nothing local left it changes nothing. */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Moves the window to surround `seq`. Throws `ParleyError` when it can't be loaded. */
  jumpTo(seq: number): Promise<void>;
  jumpToLatest(): void;
}
