import type { Content } from '@parley/protocol/content';
import { previewText } from '@parley/protocol/content-text';
import type { Message } from '@parley/protocol/message';
import type { ClientFrame, ClientFrameOf } from '@parley/protocol/ws/client-frames';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import { deletedMessage } from '../sync/change-message.ts';
import type { Prng } from './prng.ts';
import { addMessage, type SimChat, type SimMessage } from './sim-chat.ts';
import type { LogEntry } from './sim-log.ts';
import type { Sometimes } from './sometimes.ts';
import type { World } from './world.ts';

/** A live socket as the server sees it. */
export interface SimPeer {
  readonly userId: string;
  /** Tells what the protocol calls a hint: may be lost, then a `resync` has to follow. */
  hint(frame: ServerFrame): void;
  /** Answers a frame. */
  answer(frame: ServerFrame): void;
}

/** The server's memory of everything, with the meaning the protocol gives it and no faults of its own. Commits at once. */
export interface SimServer {
  readonly chats: ReadonlyMap<string, SimChat>;
  /** Groups by who made them and under which idempotency key. */
  readonly keyed: Map<string, SimChat>;
  readonly log: readonly LogEntry[];
  join(peer: SimPeer): void;
  leave(peer: SimPeer): void;
  take(peer: SimPeer, frame: ClientFrame): void;
  createChat(type: 'direct' | 'group', userIds: readonly string[], title?: string): SimChat;
  addMember(chatId: string, userId: string): void;
  removeMember(chatId: string, userId: string): void;
  rename(chatId: string, title: string): void;
  pin(chatId: string, userId: string, pinned: boolean): void;
  markRead(userId: string, chatId: string, upToSeq: number): void;
  star(userId: string, messageId: string, starred: boolean): boolean;
  forward(userId: string, chatId: string, messageId: string, key: string): boolean;
  /** What was only in memory is gone: receipts that were not written yet. */
  crash(): void;
}

export function createSimServer(world: World, random: Prng, sometimes: Sometimes): SimServer {
  const chats = new Map<string, SimChat>();
  const log: LogEntry[] = [];
  const peers = new Set<SimPeer>();
  const byClientId = new Map<string, { readonly chat: SimChat; readonly base: Message; readonly content: string }>();
  const byId = new Map<string, { readonly chat: SimChat; readonly seq: number }>();
  let receipts: (() => void)[] = [];
  const now = () => new Date(world.now()).toISOString();

  const chatOf = (chatId: string): SimChat => {
    const chat = chats.get(chatId);
    if (chat === undefined) throw new Error('there is no such chat');
    return chat;
  };

  const tell = (userIds: Iterable<string>, frame: ServerFrame, except?: SimPeer): void => {
    const wanted = new Set(userIds);
    for (const peer of peers) if (peer !== except && wanted.has(peer.userId)) peer.hint(frame);
  };

  const write = (
    chat: SimChat,
    senderId: string,
    clientMsgId: string,
    content: Content,
    extra: object = {},
    except?: SimPeer,
  ) => {
    const message = addMessage(chat, { id: random.uuid(), senderId, clientMsgId, createdAt: now(), content, ...extra });
    byId.set(message.id, { chat, seq: message.seq });
    log.push({ kind: 'message', chatId: chat.id, seq: message.seq }, { kind: 'chat', chatId: chat.id });
    tell(chat.members.keys(), { type: 'message.new', message }, except);
    return message;
  };

  const find = (userId: string, messageId: string): { readonly chat: SimChat; readonly message: SimMessage } | undefined => {
    const place = byId.get(messageId);
    const member = place?.chat.members.get(userId);
    const message = place?.chat.messages[place.seq - 1];
    return place === undefined || member === undefined || message === undefined || place.seq <= member.joinedSeq
      ? undefined
      : { chat: place.chat, message };
  };

  const changed = (chat: SimChat, seq: number, type: Extract<LogEntry, { kind: 'change' }>['type'], only?: string): number => {
    const version = ++chat.messagesVersion;
    log.push({ kind: 'change', chatId: chat.id, seq, version, type, ...(only === undefined ? {} : { only }) });
    return version;
  };

  const send = (peer: SimPeer, frame: ClientFrameOf<'message.send'>): ServerFrame => {
    const { chatId, clientMsgId, ref } = frame;
    const content = JSON.stringify(frame.content);
    const known = byClientId.get(`${peer.userId} ${clientMsgId}`);
    if (known !== undefined) {
      sometimes('the same message is sent twice');
      if (known.content !== content) return refusal(ref, 'message.client_id_conflict');
      const { base } = known;
      return {
        type: 'message.sent',
        ref,
        clientMsgId,
        messageId: base.id,
        chatId: known.chat.id,
        seq: base.seq,
        createdAt: base.createdAt,
      };
    }
    const chat = chats.get(chatId);
    if (chat === undefined || !chat.members.has(peer.userId)) return refusal(ref, 'chat.not_a_member');
    const reply = replyOf(peer.userId, chat, frame.replyToId);
    if (reply === undefined) return refusal(ref, 'message.reply_not_found');
    const message = write(chat, peer.userId, clientMsgId, frame.content, reply, peer);
    byClientId.set(`${peer.userId} ${clientMsgId}`, { chat, base: message, content });
    return {
      type: 'message.sent',
      ref,
      clientMsgId,
      messageId: message.id,
      chatId,
      seq: message.seq,
      createdAt: message.createdAt,
    };
  };

  const replyOf = (userId: string, chat: SimChat, id: string | undefined): object | undefined => {
    if (id === undefined) return {};
    const found = find(userId, id);
    if (found?.chat !== chat) return undefined;
    const { base } = found.message;
    return { replyTo: { id: base.id, seq: base.seq, senderId: base.senderId, preview: previewText(base.content) } };
  };

  const edit = (peer: SimPeer, { messageId, content, ref }: ClientFrameOf<'message.edit'>): ServerFrame => {
    const found = find(peer.userId, messageId);
    if (found === undefined) return refusal(ref, 'message.not_found');
    const { chat, message } = found;
    if (message.base.senderId !== peer.userId || message.base.deletedAt !== undefined)
      return refusal(ref, 'message.not_editable');
    const editedAt = now();
    chat.messages[message.base.seq - 1] = { ...message, base: { ...message.base, content, editedAt } };
    const version = changed(chat, message.base.seq, 'message.edited');
    tell(chat.members.keys(), {
      type: 'message.edited',
      chatId: chat.id,
      messageId,
      seq: message.base.seq,
      version,
      content,
      editedAt,
    });
    return { type: 'ok', ref };
  };

  const remove = (peer: SimPeer, { messageId, for: scope, ref }: ClientFrameOf<'message.delete'>): ServerFrame => {
    const found = find(peer.userId, messageId);
    if (found === undefined) return refusal(ref, 'message.not_found');
    const { chat, message } = found;
    const { seq } = message.base;
    const deletedAt = now();
    if (scope === 'everyone') {
      if (message.base.senderId !== peer.userId) return refusal(ref, 'message.forbidden');
      if (message.base.deletedAt !== undefined) return { type: 'ok', ref };
      chat.messages[seq - 1] = {
        ...message,
        base: deletedMessage(message.base, deletedAt),
        reactions: new Map(),
        starredBy: new Set(),
      };
      const version = changed(chat, seq, 'message.deleted');
      tell(chat.members.keys(), {
        type: 'message.deleted',
        chatId: chat.id,
        messageId,
        seq,
        version,
        for: 'everyone',
        deletedAt,
      });
    } else {
      message.hiddenFrom.add(peer.userId);
      const version = changed(chat, seq, 'message.hidden', peer.userId);
      tell([peer.userId], { type: 'message.deleted', chatId: chat.id, messageId, seq, version, for: 'me', deletedAt });
    }
    return { type: 'ok', ref };
  };

  const react = (
    peer: SimPeer,
    { messageId, emoji, remove: removed = false, ref }: ClientFrameOf<'message.react'>,
  ): ServerFrame => {
    const found = find(peer.userId, messageId);
    if (found === undefined || found.message.base.deletedAt !== undefined) return refusal(ref, 'message.not_found');
    const { chat, message } = found;
    const users = message.reactions.get(emoji) ?? new Set();
    if (users.has(peer.userId) === !removed) return { type: 'ok', ref };
    if (removed) users.delete(peer.userId);
    else users.add(peer.userId);
    if (users.size === 0) message.reactions.delete(emoji);
    else message.reactions.set(emoji, users);
    const version = changed(chat, message.base.seq, 'message.reaction');
    tell(chat.members.keys(), {
      type: 'message.reaction',
      chatId: chat.id,
      messageId,
      seq: message.base.seq,
      version,
      userId: peer.userId,
      emoji,
      removed,
      count: users.size,
    });
    return { type: 'ok', ref };
  };

  const mark = (userId: string, chatId: string, to: { readonly deliveredSeq?: number; readonly readSeq?: number }): void => {
    const chat = chats.get(chatId);
    const member = chat?.members.get(userId);
    if (chat === undefined || member === undefined) return;
    const last = chat.messages.length;
    const readSeq = Math.max(member.readSeq, Math.min(to.readSeq ?? 0, last));
    const deliveredSeq = Math.max(member.deliveredSeq, Math.min(to.deliveredSeq ?? 0, last), readSeq);
    if (readSeq === member.readSeq && deliveredSeq === member.deliveredSeq) return;
    Object.assign(member, { readSeq, deliveredSeq });
    log.push({ kind: 'chat', chatId });
    tell(chat.members.keys(), { type: 'message.status.updated', chatId, userId, deliveredSeq, readSeq, at: now() });
  };

  const chatChanged = (
    chat: SimChat,
    by: string,
    event: 'group.member.added' | 'group.member.removed' | 'group.title',
    userIds: string[],
  ): void => {
    chat.version++;
    log.push({ kind: 'chat', chatId: chat.id });
    write(chat, by, random.uuid(), { type: 'system', event, by, userIds });
  };

  return {
    chats,
    keyed: new Map(),
    log,
    join: (peer) => void peers.add(peer),
    leave: (peer) => void peers.delete(peer),
    take(peer, frame) {
      switch (frame.type) {
        case 'message.send':
          peer.answer(send(peer, frame));
          return;
        case 'message.edit':
          peer.answer(edit(peer, frame));
          return;
        case 'message.delete':
          peer.answer(remove(peer, frame));
          return;
        case 'message.react':
          peer.answer(react(peer, frame));
          return;
        case 'message.received':
          // Gathered in memory and written later, as a real server does.
          receipts.push(() => mark(peer.userId, frame.chatId, { deliveredSeq: frame.upToSeq }));
          if (receipts.length === 1) {
            world.after(200, () => {
              const due = receipts;
              receipts = [];
              for (const task of due) task();
            });
          }
          return;
        case 'ping':
          peer.answer({ type: 'pong' });
          return;
        default:
      }
    },
    createChat(type, userIds, title = 'a group') {
      const members = new Map(userIds.map((id) => [id, { joinedSeq: 0, readSeq: 0, deliveredSeq: 0, pinned: false }]));
      const chat: SimChat = {
        id: random.uuid(),
        type,
        title,
        firstTitle: title,
        version: 1,
        messagesVersion: 0,
        messages: [],
        members,
        createdAt: now(),
      };
      chats.set(chat.id, chat);
      log.push({ kind: 'chat', chatId: chat.id });
      tell(userIds, { type: 'chat.created', chatId: chat.id });
      return chat;
    },
    addMember(chatId, userId) {
      const chat = chatOf(chatId);
      if (chat.members.has(userId)) return;
      const [by = userId] = chat.members.keys();
      const joinedSeq = chat.messages.length;
      chat.members.set(userId, { joinedSeq, readSeq: joinedSeq, deliveredSeq: joinedSeq, pinned: false });
      chatChanged(chat, by, 'group.member.added', [userId]);
      tell([userId], { type: 'chat.created', chatId });
      tell(chat.members.keys(), { type: 'group.member.added', chatId, userIds: [userId], by });
    },
    removeMember(chatId, userId) {
      const chat = chatOf(chatId);
      if (!chat.members.has(userId) || chat.members.size <= 2) return;
      chat.members.delete(userId);
      const [by = userId] = chat.members.keys();
      log.push({ kind: 'removed', chatId, userId });
      chatChanged(chat, by, 'group.member.removed', [userId]);
      tell([userId], { type: 'chat.removed', chatId });
      tell(chat.members.keys(), { type: 'group.member.removed', chatId, userIds: [userId], by });
    },
    rename(chatId, title) {
      const chat = chatOf(chatId);
      const [by = ''] = chat.members.keys();
      chat.title = title;
      chatChanged(chat, by, 'group.title', []);
      const { id, type, version, createdAt } = chat;
      const permissions = { send: 'everyone', edit: 'everyone', invite: 'everyone' } as const;
      tell(chat.members.keys(), {
        type: 'chat.updated',
        chatId,
        chat: { id, type, title, version, createdAt, memberCount: chat.members.size, permissions },
      });
    },
    pin(chatId, userId, pinned) {
      const member = chats.get(chatId)?.members.get(userId);
      if (member === undefined) return;
      member.pinned = pinned;
      log.push({ kind: 'chat', chatId, only: userId });
      tell([userId], { type: 'chat.updated', chatId });
    },
    markRead: (userId, chatId, upToSeq) => mark(userId, chatId, { readSeq: upToSeq }),
    star(userId, messageId, starred) {
      const found = find(userId, messageId);
      if (found === undefined) return false;
      const { chat, message } = found;
      if (starred) message.starredBy.add(userId);
      else message.starredBy.delete(userId);
      const version = changed(chat, message.base.seq, 'message.starred', userId);
      tell([userId], { type: 'message.starred', chatId: chat.id, messageId, seq: message.base.seq, version, starred });
      return true;
    },
    forward(userId, chatId, messageId, key) {
      const found = find(userId, messageId);
      const chat = chats.get(chatId);
      if (found === undefined || chat === undefined || !chat.members.has(userId)) return false;
      const { base } = found.message;
      if (byClientId.has(`${userId} ${key}`) || base.content.type !== 'text') return true;
      const message = write(chat, userId, key, base.content, { forwardedFrom: base.id });
      byClientId.set(`${userId} ${key}`, { chat, base: message, content: '' });
      return true;
    },
    crash() {
      if (receipts.length > 0) sometimes('receipts are lost with the server');
      receipts = [];
      peers.clear();
    },
  };
}

function refusal(ref: string | undefined, code: string): ServerFrame {
  return { type: 'error', ref, code, message: code, retryable: false };
}
