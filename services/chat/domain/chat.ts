/** What kind of conversation it is. A direct chat has two people for ever, a self chat one. */
export type ChatType = 'direct' | 'group' | 'self';

/** Standing in a group; in direct chats both are plain members, in the chat with oneself one is its owner. */
export type Role = 'owner' | 'admin' | 'member';

/** Who may do something in a group: all members, or only its owner and admins. */
export type Audience = 'everyone' | 'admins';

export interface Permissions {
  readonly send: Audience;
  /** Title, topic and picture. */
  readonly edit: Audience;
  /** Adding members. */
  readonly invite: Audience;
}

/** New groups trust their members, as people know it from other messengers; an admin can tighten it. */
export const DEFAULT_PERMISSIONS: Permissions = { send: 'everyone', edit: 'everyone', invite: 'everyone' };

/** Somebody who is in the chat now. */
export interface Member {
  readonly userId: string;
  readonly role: Role;
  /** Epoch ms. */
  readonly joinedAt: number;
}

/** A chat with its active members: all that decisions are made from, and all that other services are told. */
export interface Chat {
  readonly id: string;
  readonly type: ChatType;
  readonly title: string | undefined;
  readonly topic: string | undefined;
  readonly avatarUrl: string | undefined;
  readonly permissions: Permissions;
  /** Seconds after which new messages disappear; undefined lets them stay. */
  readonly disappearAfter: number | undefined;
  /** Epoch ms. */
  readonly createdAt: number;
  /** 1 at creation, then one more with every change: no number is left out. */
  readonly version: number;
  readonly members: readonly Member[];
  /** Direct chats: who of the two has blocked the other. */
  readonly blockedBy: readonly string[];
}

/** The active member with this id, if there is one. */
export function findMember(chat: Chat, userId: string): Member | undefined {
  return chat.members.find((member) => member.userId === userId);
}
