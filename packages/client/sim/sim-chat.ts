import type { Chat } from '@parley/protocol/chat';
import type { Content } from '@parley/protocol/content';
import type { Message } from '@parley/protocol/message';

/** A message as the simulated server keeps it. */
export interface SimMessage {
  readonly base: Message;
  /** Emoji → who. */
  readonly reactions: Map<string, Set<string>>;
  readonly hiddenFrom: Set<string>;
  readonly starredBy: Set<string>;
}

export interface SimMember {
  readonly joinedSeq: number;
  readSeq: number;
  deliveredSeq: number;
  pinned: boolean;
}

/** A chat as the simulated server keeps it. */
export interface SimChat {
  readonly id: string;
  readonly type: 'direct' | 'group';
  title: string;
  /** What it was called when it was made. */
  readonly firstTitle: string;
  version: number;
  messagesVersion: number;
  /** By seq − 1. */
  readonly messages: SimMessage[];
  readonly members: Map<string, SimMember>;
  readonly createdAt: string;
}

/** A message as `userId` sees it; undefined when it is hidden or from before their time. */
export function messageFor(chat: SimChat, seq: number, userId: string): Message | undefined {
  const message = chat.messages[seq - 1];
  const member = chat.members.get(userId);
  if (message === undefined || member === undefined || seq <= member.joinedSeq || message.hiddenFrom.has(userId))
    return undefined;
  const reactions = [...message.reactions].map(([emoji, users]) => ({ emoji, count: users.size, mine: users.has(userId) }));
  const { replyTo } = message.base;
  const quotesDeleted = replyTo !== undefined && chat.messages[replyTo.seq - 1]?.base.deletedAt !== undefined;
  return {
    ...message.base,
    ...(quotesDeleted ? { replyTo: { ...replyTo, preview: '' } } : {}),
    ...(reactions.length === 0 ? {} : { reactions }),
    ...(message.starredBy.has(userId) ? { starred: true } : {}),
  };
}

/** A chat as a member sees it. */
export function chatFor(chat: SimChat, userId: string): Chat {
  const me = chat.members.get(userId);
  if (me === undefined) throw new Error('only members see a chat');
  const lastSeq = chat.messages.length;
  const lastMessage = lastVisible(chat, userId);
  const { id, type, title, version, createdAt, messagesVersion } = chat;
  return {
    id,
    type,
    ...(type === 'group' ? { title } : {}),
    version,
    createdAt,
    memberCount: chat.members.size,
    permissions: { send: 'everyone', edit: 'everyone', invite: 'everyone' },
    lastSeq,
    messagesVersion,
    lastActivityAt: chat.messages.at(-1)?.base.createdAt ?? createdAt,
    ...(lastMessage === undefined ? {} : { lastMessage }),
    members: [...chat.members].map(([memberId, member]) => ({
      user: { id: memberId, displayName: memberId },
      role: 'member',
      joinedAt: createdAt,
      readSeq: member.readSeq,
      deliveredSeq: member.deliveredSeq,
    })),
    me: {
      role: 'member',
      joinedSeq: me.joinedSeq,
      readSeq: me.readSeq,
      deliveredSeq: me.deliveredSeq,
      unread: lastSeq - me.readSeq,
      pinned: me.pinned,
      archived: false,
      markedUnread: false,
    },
    pinnedMessageIds: [],
  };
}

function lastVisible(chat: SimChat, userId: string): Message | undefined {
  for (let seq = chat.messages.length; seq > 0; seq--) {
    const message = messageFor(chat, seq, userId);
    if (message !== undefined) return message;
  }
  return undefined;
}

/** Adds a message to the end of a chat. */
export function addMessage(
  chat: SimChat,
  message: Omit<Message, 'seq' | 'chatId' | 'content'> & { readonly content: Content },
): Message {
  const base: Message = { ...message, chatId: chat.id, seq: chat.messages.length + 1 };
  chat.messages.push({ base, reactions: new Map(), hiddenFrom: new Set(), starredBy: new Set() });
  const sender = chat.members.get(base.senderId);
  if (sender !== undefined) {
    sender.readSeq = base.seq;
    sender.deliveredSeq = base.seq;
  }
  return base;
}
