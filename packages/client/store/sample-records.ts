import type { Chat } from '@parley/protocol/chat';
import type { Message } from '@parley/protocol/message';
import type { User } from '@parley/protocol/user';
import type { ChatRecord, MessageRecord, OutboxEntry } from './records.ts';

/** Small valid records for tests. */
const TIME = '2026-01-01T00:00:00.000Z';

export function sampleChat(id: string, change: Partial<Chat> = {}): Chat {
  return {
    id,
    type: 'group',
    title: id,
    createdAt: TIME,
    version: 1,
    memberCount: 2,
    permissions: { send: 'everyone', edit: 'everyone', invite: 'everyone' },
    lastSeq: 0,
    messagesVersion: 0,
    lastActivityAt: TIME,
    me: {
      role: 'member',
      joinedSeq: 0,
      readSeq: 0,
      deliveredSeq: 0,
      unread: 0,
      pinned: false,
      archived: false,
      markedUnread: false,
    },
    pinnedMessageIds: [],
    ...change,
  };
}

export function chatRecord(id: string, change: Partial<ChatRecord> = {}): ChatRecord {
  return { id, chat: sampleChat(id), head: 0, version: 0, askUpTo: 0, covered: [], marks: {}, ...change };
}

export function sampleMessage(chatId: string, seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `${chatId}-${seq}`,
    chatId,
    seq,
    senderId: 'someone',
    clientMsgId: `c-${chatId}-${seq}`,
    createdAt: TIME,
    content: { type: 'text', text: `message ${seq}` },
    ...change,
  };
}

export function messageRecord(chatId: string, seq: number): MessageRecord {
  const message = sampleMessage(chatId, seq);
  return { chatId, seq, id: message.id, version: 0, message };
}

export function user(id: string): User {
  return { id, displayName: id };
}

export function entry(id: string, order: number, chatId: string): OutboxEntry {
  return { id, order, chatId, command: { kind: 'read', upToSeq: 1 }, createdAt: 0, attempts: 0, state: 'queued' };
}
