import type { Plain } from '@parley/kernel/contract';
import type { Chat, Member } from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatStateOfMember, Message } from '@parley/proto/parley/message/v1/message_pb';
import type { User } from '@parley/proto/parley/user/v1/user_pb';
import { ALICE, CHAT, MESSAGE } from './gateway-bed.ts';

/** Midday of a day. */
export const AT = Date.UTC(2026, 2, 1, 12);

export function sampleUser(id: string, changes: Partial<Plain<User>> = {}): Plain<User> {
  return { id, displayName: `Name of ${id.slice(-1)}`, presenceVisible: true, readReceipts: true, ...changes };
}

export function sampleMember(userId: string): Plain<Member> {
  return { userId, role: 'member', joinedAt: AT };
}

export function sampleChat(changes: Partial<Plain<Chat>> = {}): Plain<Chat> {
  return {
    id: CHAT,
    type: 'group',
    title: 'Friends',
    createdAt: AT,
    version: 3,
    memberCount: 2,
    me: { role: 'owner', pinned: false, archived: false, markedUnread: false },
    permissions: { send: 'everyone', edit: 'admins', invite: 'admins' },
    members: [],
    ...changes,
  };
}

export function sampleState(changes: Partial<Plain<ChatStateOfMember>> = {}): Plain<ChatStateOfMember> {
  return {
    chatId: CHAT,
    lastSeq: 9,
    version: 4,
    joinedSeq: 0,
    readSeq: 7,
    deliveredSeq: 9,
    unread: 2,
    lastActivityAt: AT,
    pinnedMessageIds: [],
    ...changes,
  };
}

export function sampleMessage(changes: Partial<Plain<Message>> = {}): Plain<Message> {
  return {
    id: MESSAGE,
    chatId: CHAT,
    seq: 9,
    senderId: ALICE,
    clientMsgId: '0198c0de-0000-7000-8000-0000000000e1',
    createdAt: AT,
    content: '{"type":"text","text":"hi"}',
    mentions: [],
    reactions: [],
    starred: false,
    ...changes,
  };
}
