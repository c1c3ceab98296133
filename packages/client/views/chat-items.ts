import type { User } from '@parley/protocol/user';
import type { ChatRecord, Command, MessageRecord, OutboxEntry } from '../store/records.ts';
import type { StoreReader } from '../store/store.ts';
import { hasDisappeared, isOver } from '../sync/expired-message.ts';
import type { ChatItem } from './chat-item.ts';
import type { Ephemeral } from './ephemeral.ts';
import { historyItems, pendingItems } from './message-items.ts';

/** Messages that are looked through for one that has not disappeared. */
const LOOK_BACK = 50;

/** What chat items are made with, besides the store. */
export interface ChatItemContext {
  readonly userId: string;
  readonly ephemeral: Ephemeral;
  /** Epoch ms. */
  readonly now: number;
}

/** Reads one chat as it is shown; undefined when it is not known here. */
export async function readChatItem(tx: StoreReader, chatId: string, context: ChatItemContext): Promise<ChatItem | undefined> {
  const record = await tx.chat(chatId);
  if (record === undefined) return undefined;
  const outbox = await tx.outbox(chatId);
  const newest = await newestShown(tx, chatId, context.now);
  const ids = new Set(newest.map(({ message }) => message.senderId));
  if (record.chat.peer !== undefined) ids.add(record.chat.peer.id);
  const users = new Map((await tx.users([...ids])).map((user) => [user.id, user]));
  return chatItem(
    record,
    outbox,
    context,
    users,
    [
      ...historyItems(newest, { ...context, chat: record, outbox, users }),
      ...pendingItems({ ...context, chat: record, outbox, users }),
    ].at(-1),
  );
}

/** The newest message that has not disappeared, if it is among the last few. */
async function newestShown(tx: StoreReader, chatId: string, now: number): Promise<MessageRecord[]> {
  for (const limit of [1, LOOK_BACK]) {
    const records = await tx.messages(chatId, { from: 0, to: Number.MAX_SAFE_INTEGER, limit, nearest: 'to' });
    const shown = records.findLast(({ message }) => !hasDisappeared(message) && !isOver(message, now));
    if (shown !== undefined) return [shown];
    if (records.length < limit) break;
  }
  return [];
}

function chatItem(
  record: ChatRecord,
  outbox: readonly OutboxEntry[],
  context: ChatItemContext,
  users: ReadonlyMap<string, User>,
  lastMessage: ChatItem['lastMessage'],
): ChatItem {
  const { chat } = record;
  const settings = withSettings(chat.me, outbox);
  const peer = chat.peer === undefined ? undefined : withPresence(users.get(chat.peer.id) ?? chat.peer, context.ephemeral);
  const readSeq = readUpTo(record, outbox, context.userId);
  const lastSeq = Math.max(chat.lastSeq, record.head);
  return {
    id: record.id,
    type: chat.type,
    title: chat.title ?? peer?.displayName ?? '',
    topic: chat.topic,
    avatarUrl: chat.avatarUrl ?? peer?.avatarUrl,
    peer,
    memberCount: chat.memberCount,
    lastSeq,
    lastMessage,
    lastActivityAt: Math.max(Date.parse(chat.lastActivityAt), lastMessage?.at ?? 0),
    unread: Math.max(0, lastSeq - Math.max(readSeq, chat.me.joinedSeq)),
    readSeq,
    ...settings,
    role: chat.me.role,
    permissions: chat.permissions,
    disappearAfter: chat.disappearAfter,
    canSend: chat.permissions.send === 'everyone' || chat.me.role !== 'member',
    typing: context.ephemeral.typingIn(record.id),
  };
}

/** Read here, told to the server or not. */
export function readUpTo(record: ChatRecord, outbox: readonly OutboxEntry[], userId: string): number {
  const waiting = outbox.map(({ command }) => (command.kind === 'read' ? command.upToSeq : 0));
  return Math.max(record.marks[userId]?.readSeq ?? 0, ...waiting);
}

/** A person with what is known of their presence. */
export function withPresence(user: User, ephemeral: Ephemeral): User {
  const presence = ephemeral.presenceOf(user.id);
  if (presence === undefined) return user;
  const { online, lastSeenAt } = presence;
  return { ...user, online, ...(lastSeenAt === undefined ? {} : { lastSeenAt }) };
}

function withSettings(me: ChatRecord['chat']['me'], outbox: readonly OutboxEntry[]) {
  const settings = {
    markedUnread: me.markedUnread,
    mutedUntil: me.mutedUntil === undefined ? undefined : Date.parse(me.mutedUntil),
    pinned: me.pinned,
    archived: me.archived,
    draft: me.draft,
  };
  return outbox.reduce((current, { command }) => (command.kind === 'settings' ? applied(current, command) : current), settings);
}

function applied<T extends { mutedUntil: number | undefined; draft: string | undefined }>(
  settings: T,
  { change }: Extract<Command, { kind: 'settings' }>,
): T {
  const { mutedUntil, draft, ...flags } = change;
  return {
    ...settings,
    ...flags,
    ...(mutedUntil === undefined ? {} : { mutedUntil: mutedUntil ?? undefined }),
    ...(draft === undefined ? {} : { draft: draft === null || draft === '' ? undefined : draft }),
  };
}
