import type { ChatItem } from './chat-item.ts';
import type { View } from './view.ts';

export interface ChatListQuery {
  /** Only archived ones, or (the default) only the others. */
  readonly archived?: boolean;
}

export interface ChatListSnapshot {
  /** `loading` until the local store has answered; with no chats and a first sync under way it stays `loading`. */
  readonly status: 'loading' | 'ready';
  /** Pinned ones first, then by latest activity. */
  readonly chats: readonly ChatItem[];
  /** Unread messages of all chats in the list that are not muted. */
  readonly unread: number;
}

export type ChatListView = View<ChatListSnapshot>;
