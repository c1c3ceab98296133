import type { Plain } from '@parley/kernel/contract';
import type * as proto from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatEvent as ChatEventMessage } from '@parley/proto/parley/message/v1/message_pb';
import type { Chat } from './domain/chat.ts';
import type { ChatEvent } from './domain/events.ts';
import type { ChatView } from './store/views.ts';

/** Absent instead of undefined, as optional fields of the contracts are. */
type Defined<T> = { [K in keyof T]?: Exclude<T[K], null | undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null)) as Defined<T>;
}

/** A chat as other services need it. */
export function toState(chat: Chat): Plain<proto.ChatState> {
  return {
    chatId: chat.id,
    type: chat.type,
    version: chat.version,
    permissions: { ...chat.permissions },
    members: chat.members.map((member) => ({ ...member })),
    blockedBy: [...chat.blockedBy],
    ...defined({ title: chat.title, disappearAfter: chat.disappearAfter }),
  };
}

/** The part of a chat that is the same for all its members. */
export function toInfo(chat: Chat): Omit<Plain<proto.Chat>, 'me' | 'members' | 'peerId'> {
  return {
    id: chat.id,
    type: chat.type,
    createdAt: chat.createdAt,
    version: chat.version,
    memberCount: chat.members.length,
    permissions: { ...chat.permissions },
    ...defined({ title: chat.title, topic: chat.topic, avatarUrl: chat.avatarUrl, disappearAfter: chat.disappearAfter }),
  };
}

/** An event as the message service takes it. */
export function toEventMessage(event: ChatEvent): Plain<ChatEventMessage> {
  return {
    type: event.type,
    by: event.by,
    userIds: [...event.userIds],
    content: event.content === undefined ? '' : JSON.stringify(event.content),
    at: event.at,
  };
}

type MemberTuple = [userId: string, role: string, joinedAt: number];

/** A chat as one of its members sees it. */
export function toContractChat(view: ChatView): Plain<proto.Chat> {
  const members = view.members === null ? [] : (JSON.parse(view.members) as MemberTuple[]);
  return {
    id: view.id,
    type: view.type,
    createdAt: view.createdAt,
    version: view.version,
    memberCount: view.memberCount,
    ...defined({
      title: view.title,
      topic: view.topic,
      avatarUrl: view.avatarUrl,
      disappearAfter: view.disappearAfter,
      peerId: view.peerId,
    }),
    permissions: { send: view.send, edit: view.edit, invite: view.invite },
    me: {
      role: view.role,
      pinned: view.pinned,
      archived: view.archived,
      markedUnread: view.markedUnread,
      ...defined({ mutedUntil: view.mutedUntil, draft: view.draft }),
    },
    members: members.map(([userId, role, joinedAt]) => ({ userId, role, joinedAt })),
  };
}
