import type { Chat, ChatPermissions, Role } from '@parley/protocol/chat';
import type { User } from '@parley/protocol/user';
import type { MessageItem } from './message-item.ts';

/** A chat as a row of the list or the head of a conversation. */
export interface ChatItem {
  readonly id: string;
  readonly type: Chat['type'];
  /** Title of a group, name of the other person of a direct chat, empty for the chat with oneself. */
  readonly title: string;
  readonly topic?: string | undefined;
  readonly avatarUrl?: string | undefined;
  /** The other person of a direct chat, with presence where it is known. */
  readonly peer?: User | undefined;
  readonly memberCount: number;
  readonly lastSeq: number;
  /** The newest message, one that waits in the outbox included. */
  readonly lastMessage?: MessageItem | undefined;
  /** Epoch ms of the newest message, or of the chat's creation. */
  readonly lastActivityAt: number;
  readonly unread: number;
  readonly readSeq: number;
  readonly markedUnread: boolean;
  /** Epoch ms; in the past or absent: not muted. */
  readonly mutedUntil?: number | undefined;
  readonly pinned: boolean;
  readonly archived: boolean;
  readonly draft?: string | undefined;
  readonly role: Role;
  readonly permissions: ChatPermissions;
  /** Seconds after which new messages disappear; absent where they stay. */
  readonly disappearAfter?: number | undefined;
  /** The role and permissions of the chat let this person send. */
  readonly canSend: boolean;
  /** Ids of the others who are typing now. */
  readonly typing: readonly string[];
}
