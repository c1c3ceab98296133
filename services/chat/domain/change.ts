import type { Chat, Member, Permissions, Role } from './chat.ts';

/** One step of a chat from a version to the next, and one event of its durable stream. */
export type Change =
  | { readonly kind: 'title'; readonly title: string }
  /** Undefined removes it. */
  | { readonly kind: 'topic'; readonly topic: string | undefined }
  /** Undefined removes it. */
  | { readonly kind: 'avatar'; readonly avatarUrl: string | undefined }
  | { readonly kind: 'permissions'; readonly permissions: Permissions }
  /** Seconds; undefined lets new messages stay. */
  | { readonly kind: 'disappearing'; readonly disappearAfter: number | undefined }
  | { readonly kind: 'added'; readonly userIds: readonly string[] }
  | { readonly kind: 'removed'; readonly userId: string }
  /** `userId` is whom it is about; a handover of ownership also lists the former owner. */
  | {
      readonly kind: 'roles';
      readonly userId: string;
      readonly roles: readonly { readonly userId: string; readonly role: Role }[];
    }
  | { readonly kind: 'block'; readonly blockerId: string; readonly blocked: boolean };

/** The chat after a change made at `at` (epoch ms). What the store writes must read back as exactly this. */
export function applyChange(chat: Chat, change: Change, at: number): Chat {
  return { ...chat, ...difference(chat, change, at), version: chat.version + 1 };
}

/** The chat after several changes, in order. */
export function applyChanges(chat: Chat, changes: readonly Change[], at: number): Chat {
  return changes.reduce((state, change) => applyChange(state, change, at), chat);
}

function difference(chat: Chat, change: Change, at: number): Partial<Chat> {
  switch (change.kind) {
    case 'title':
      return { title: change.title };
    case 'topic':
      return { topic: change.topic };
    case 'avatar':
      return { avatarUrl: change.avatarUrl };
    case 'permissions':
      return { permissions: change.permissions };
    case 'disappearing':
      return { disappearAfter: change.disappearAfter };
    case 'added':
      return {
        members: [...chat.members, ...change.userIds.map((userId): Member => ({ userId, role: 'member', joinedAt: at }))],
      };
    case 'removed':
      return { members: chat.members.filter((member) => member.userId !== change.userId) };
    case 'roles': {
      const next = new Map(change.roles.map(({ userId, role }) => [userId, role]));
      return { members: chat.members.map((member) => ({ ...member, role: next.get(member.userId) ?? member.role })) };
    }
    case 'block': {
      const others = chat.blockedBy.filter((userId) => userId !== change.blockerId);
      return { blockedBy: change.blocked ? [...others, change.blockerId] : others };
    }
  }
}
