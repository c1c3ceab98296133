import type { Chat } from '@parley/protocol/chat';
import type { ChatRecord, Watermarks } from '../store/records.ts';

/** Up to this many messages that a chat had before this device learnt of it are fetched by themselves; more are loaded when looked at. */
const FETCH_AT_ONCE = 500;

/** Where a chat that is told of comes from. */
export type ChatSource =
  /** The first sync of this device: what was before is history. */
  | 'first-sync'
  /** A later sync, or a single look at the chat. */
  | 'later';

/**
 * The record of a chat after the server told of it. Numbers never go back, whatever the order in which answers arrive.
 *
 * The chat is told as it is now, while the messages beside it may have been read a moment before: its `messagesVersion` says what
 * there is, never what was taken in.
 */
export function mergeChat(record: ChatRecord | undefined, incoming: Chat, source: ChatSource, userId: string): ChatRecord {
  // The last message is stored among the messages; a second copy would grow stale.
  const { lastMessage: _stored, ...chat } = incoming;
  if (record === undefined) {
    const head = firstHead(chat, source);
    return {
      id: chat.id,
      chat,
      head,
      // With nothing stored yet, all that will be stored is asked for from now on, and so has all changes until now.
      version: head < chat.lastSeq ? chat.messagesVersion : 0,
      askUpTo: chat.lastSeq,
      covered: [],
      marks: mergeMarks({}, chat, userId),
    };
  }
  const known = record.chat;
  const shared = chat.version >= known.version ? chat : { ...chat, ...sharedPart(known) };
  return {
    ...record,
    chat: {
      ...shared,
      members: chat.version >= known.version ? (chat.members ?? undefined) : known.members,
      lastSeq: Math.max(chat.lastSeq, known.lastSeq),
      messagesVersion: Math.max(chat.messagesVersion, known.messagesVersion),
      lastActivityAt: later(chat.lastActivityAt, known.lastActivityAt),
    },
    marks: mergeMarks(record.marks, chat, userId),
  };
}

/** What live frames tell of a chat: the part that is the same for all its members. */
export function sharedPart(
  chat: Pick<Chat, 'title' | 'topic' | 'avatarUrl' | 'version' | 'memberCount' | 'permissions' | 'disappearAfter'>,
) {
  const { title, topic, avatarUrl, version, memberCount, permissions, disappearAfter } = chat;
  return { title, topic, avatarUrl, version, memberCount, permissions, disappearAfter };
}

/** Moves one member's watermarks forward; the same object when nothing moved. */
export function raiseMarks(marks: ChatRecord['marks'], userId: string, to: Partial<Watermarks>): ChatRecord['marks'] {
  const known = marks[userId] ?? { deliveredSeq: 0, readSeq: 0 };
  const readSeq = Math.max(known.readSeq, to.readSeq ?? 0);
  // Whoever has read a message has got it.
  const deliveredSeq = Math.max(known.deliveredSeq, to.deliveredSeq ?? 0, readSeq);
  if (userId in marks && readSeq === known.readSeq && deliveredSeq === known.deliveredSeq) return marks;
  return { ...marks, [userId]: { deliveredSeq, readSeq } };
}

function mergeMarks(marks: ChatRecord['marks'], chat: Chat, userId: string): ChatRecord['marks'] {
  let merged = marks;
  for (const member of chat.members ?? []) merged = raiseMarks(merged, member.user.id, member);
  return raiseMarks(merged, userId, chat.me);
}

function firstHead(chat: Chat, source: ChatSource): number {
  if (source === 'first-sync' || chat.lastSeq - chat.me.joinedSeq > FETCH_AT_ONCE) return chat.lastSeq;
  return chat.me.joinedSeq;
}

/** The later of two ISO times. */
function later(a: string, b: string): string {
  return a < b ? b : a;
}
