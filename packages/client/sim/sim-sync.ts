import type { Chat } from '@parley/protocol/chat';
import type { Message } from '@parley/protocol/message';
import type { Change, Sync } from '@parley/protocol/sync';
import { chatFor, messageFor, type SimChat } from './sim-chat.ts';
import type { LogEntry } from './sim-log.ts';

/** Entries and chats of one page: few, so that most syncs take several. */
const PAGE = 6;
/** Last messages that a first sync gives with each chat. */
const FIRST_MESSAGES = 3;

/**
 * Answers `GET /sync`. A run of pages covers the log up to where it was when the run began; chats and messages are told as they
 * are now. A cursor is a place in the log, with the end of the run or, of a first run, how many chats were told.
 */
export function simSync(
  chats: ReadonlyMap<string, SimChat>,
  log: readonly LogEntry[],
  userId: string,
  cursor: string | undefined,
): Sync {
  if (cursor === undefined) return firstPage(chats, userId, 0, log.length);
  const [kind, place, detail] = cursor.split(':');
  if (kind === 'first') return firstPage(chats, userId, Number(detail), Number(place));
  return nextPage(chats, log, userId, Number(place), detail === undefined ? log.length : Number(detail));
}

function firstPage(chats: ReadonlyMap<string, SimChat>, userId: string, told: number, end: number): Sync {
  const mine = [...chats.values()].filter((chat) => chat.members.has(userId));
  const page = mine.slice(told, told + 2);
  const hasMore = told + 2 < mine.length;
  const messages = page.flatMap((chat) => {
    const start = Math.max(1, chat.messages.length - FIRST_MESSAGES + 1);
    return Array.from(
      { length: chat.messages.length - start + 1 },
      (_, index) => messageFor(chat, start + index, userId) ?? [],
    ).flat();
  });
  return {
    cursor: hasMore ? `first:${end}:${told + 2}` : `log:${end}`,
    chats: page.map((chat) => chatFor(chat, userId)),
    messages,
    changes: [],
    removedChats: [],
    hasMore,
  };
}

function nextPage(
  chats: ReadonlyMap<string, SimChat>,
  log: readonly LogEntry[],
  userId: string,
  from: number,
  end: number,
): Sync {
  const told = new Map<string, Chat>();
  const messages: Message[] = [];
  const changes: Change[] = [];
  const removedChats = new Set<string>();
  let place = from;
  for (let found = 0; place < end && found < PAGE; place++) {
    const entry = log[place];
    const chat = chats.get(entry?.chatId ?? '');
    if (entry === undefined || chat === undefined) throw new Error('the log has an end and knows its chats');
    const isMember = chat.members.has(userId);
    if (entry.kind === 'removed') {
      if (entry.userId === userId && !isMember) removedChats.add(chat.id);
      continue;
    }
    if (!isMember || ('only' in entry && entry.only !== undefined && entry.only !== userId)) continue;
    found++;
    if (entry.kind === 'chat') told.set(chat.id, chatFor(chat, userId));
    else if (entry.kind === 'message') messages.push(...[messageFor(chat, entry.seq, userId) ?? []].flat());
    else {
      const message = messageFor(chat, entry.seq, userId);
      changes.push({
        type: entry.type,
        chatId: chat.id,
        version: entry.version,
        seq: entry.seq,
        ...(message === undefined ? {} : { message }),
      });
    }
  }
  const hasMore = place < end;
  return {
    cursor: hasMore ? `log:${place}:${end}` : `log:${place}`,
    chats: [...told.values()],
    messages,
    changes,
    removedChats: [...removedChats],
    hasMore,
  };
}
