import type { Plain } from '@parley/kernel/contract';
import type {
  Chat as InternalChat,
  Member as InternalMember,
  MySettings,
  Permissions,
} from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatStateOfMember, Watermark } from '@parley/proto/parley/message/v1/message_pb';
import type { Chat, ChatInfo, ChatPermissions, Member, OwnChatState } from '../chat.ts';
import type { User } from '../user.ts';
import { isoTime, isoTimeOf } from './iso-time.ts';
import { toPublicMessage } from './message.ts';
import { omitAbsent } from './omit-absent.ts';

/** The part of a chat that is the same for all its members, for live frames. */
export function toPublicChatInfo(chat: Omit<Plain<InternalChat>, 'me' | 'members' | 'peerId'>): ChatInfo {
  return omitAbsent({
    id: chat.id,
    type: chat.type as ChatInfo['type'],
    title: chat.title,
    topic: chat.topic,
    avatarUrl: chat.avatarUrl,
    createdAt: isoTime(chat.createdAt),
    version: chat.version,
    memberCount: chat.memberCount,
    permissions: toPublicPermissions(chat.permissions),
    disappearAfter: chat.disappearAfter,
  });
}

/** What a chat as one member sees it is put together from. */
export interface ChatParts {
  readonly chat: Plain<InternalChat>;
  /** Absent for a moment after the creation: the message service has not heard of the chat yet. */
  readonly state: Plain<ChatStateOfMember> | undefined;
  readonly members: Member[] | undefined;
  readonly peer: User | undefined;
}

/** A chat as one of its members sees it. */
export function toPublicChat({ chat, state, members, peer }: ChatParts): Chat {
  return omitAbsent({
    ...toPublicChatInfo(chat),
    lastSeq: state?.lastSeq ?? 0,
    messagesVersion: state?.version ?? 0,
    lastActivityAt: isoTime(state?.lastActivityAt ?? chat.createdAt),
    lastMessage: state?.lastMessage === undefined ? undefined : toPublicMessage(state.lastMessage),
    members,
    peer,
    me: toOwnChatState(chat.me, state),
    pinnedMessageIds: state?.pinnedMessageIds ?? [],
  });
}

/** A member with their profile and watermarks. */
export function toPublicMember(member: Plain<InternalMember>, user: User, watermark: Plain<Watermark> | undefined): Member {
  return {
    user,
    role: member.role as Member['role'],
    joinedAt: isoTime(member.joinedAt),
    readSeq: watermark?.readSeq ?? 0,
    deliveredSeq: watermark?.deliveredSeq ?? 0,
  };
}

function toOwnChatState(me: Plain<MySettings> | undefined, state: Plain<ChatStateOfMember> | undefined): OwnChatState {
  return omitAbsent({
    role: (me?.role ?? 'member') as OwnChatState['role'],
    joinedSeq: state?.joinedSeq ?? 0,
    readSeq: state?.readSeq ?? 0,
    deliveredSeq: state?.deliveredSeq ?? 0,
    unread: state?.unread ?? 0,
    mutedUntil: isoTimeOf(me?.mutedUntil === 0 ? undefined : me?.mutedUntil),
    pinned: me?.pinned ?? false,
    archived: me?.archived ?? false,
    markedUnread: me?.markedUnread ?? false,
    draft: me?.draft,
  });
}

function toPublicPermissions(permissions: Plain<Permissions> | undefined): ChatPermissions {
  const audience = (value: string | undefined) => (value === 'admins' ? 'admins' : 'everyone');
  return { send: audience(permissions?.send), edit: audience(permissions?.edit), invite: audience(permissions?.invite) };
}
