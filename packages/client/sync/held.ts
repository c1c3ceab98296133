import type { Message } from '@parley/protocol/message';
import type { ChangeFrame } from './change-message.ts';

/** What came live before its turn. In memory only: whatever is lost here, the server still has. */
export interface HeldChat {
  /** By seq. */
  readonly messages: Map<number, Message>;
  /** By version. */
  readonly changes: Map<number, ChangeFrame>;
}

export interface Held {
  /** By chat id. */
  readonly chats: Map<string, HeldChat>;
  /** While a sync is under way, changes wait: the messages they are about may come with a later page, in an older state. */
  changesWait: boolean;
}

export function createHeld(): Held {
  return { chats: new Map(), changesWait: false };
}

/** What is held of a chat, to add to. */
export function heldOf(held: Held, chatId: string): HeldChat {
  const known = held.chats.get(chatId);
  if (known !== undefined) return known;
  const fresh: HeldChat = { messages: new Map(), changes: new Map() };
  held.chats.set(chatId, fresh);
  return fresh;
}

/** The highest seq that is held of a chat; 0 for none. */
export function highestHeld(held: Held, chatId: string): number {
  return Math.max(0, ...(held.chats.get(chatId)?.messages.keys() ?? []));
}

/** The highest version of a change that is held of a chat; 0 for none. */
export function highestHeldVersion(held: Held, chatId: string): number {
  return Math.max(0, ...(held.chats.get(chatId)?.changes.keys() ?? []));
}
