import type { Chat, ChatPermissions, Member, Role } from '@parley/protocol/chat';

export interface MyChatSettings {
  /** Epoch ms; `null` unmutes. */
  readonly mutedUntil?: number | null;
  readonly pinned?: boolean;
  readonly archived?: boolean;
  readonly markedUnread?: boolean;
  /** `null` or an empty text removes it. */
  readonly draft?: string | null;
}

/** Chats. All calls need the network and throw `ParleyError`, except `settings`, which is applied at once and sent when it can be. */
export interface ChatsApi {
  /** The direct chat with a person; the existing one if there is one. */
  createDirect(userId: string): Promise<Chat>;
  createGroup(input: { title: string; memberIds: readonly string[]; topic?: string }): Promise<Chat>;
  /** The chat with oneself. */
  createSelf(): Promise<Chat>;
  get(chatId: string): Promise<Chat>;
  update(
    chatId: string,
    change: {
      title?: string;
      topic?: string;
      avatarUrl?: string;
      permissions?: Partial<ChatPermissions>;
      /** Seconds after which new messages disappear; `null` lets them stay. */
      disappearAfter?: number | null;
    },
  ): Promise<Chat>;
  /** Mute, pin, archive, mark unread, draft: for this person only. Works without a network. */
  settings(chatId: string, change: MyChatSettings): Promise<void>;
  members(chatId: string, page?: { cursor?: string; limit?: number }): Promise<{ items: readonly Member[]; nextCursor?: string }>;
  addMembers(chatId: string, userIds: readonly string[]): Promise<Chat>;
  removeMember(chatId: string, userId: string): Promise<void>;
  setRole(chatId: string, userId: string, role: Role): Promise<void>;
  leave(chatId: string): Promise<void>;
}
