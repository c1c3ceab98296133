import type { Chat } from '@parley/protocol/chat';
import type { Message } from '@parley/protocol/message';
import type { ServerFrameOf } from '@parley/protocol/ws/server-frames';

/** What came of taking things in: what to tell the listeners once the write stands, and what to ask the server next. */
export interface Outcome {
  /** Messages new to this device, in the order of their chats. */
  readonly added: Message[];
  readonly changed: Message[];
  readonly receipts: ServerFrameOf<'message.status.updated'>[];
  readonly chats: Omit<Chat, 'lastMessage'>[];
  readonly removedChats: string[];
  /** Chats in which what this person has scheduled has changed. */
  readonly scheduled: Set<string>;
  /** Chats of which something numbered is missing. */
  readonly gaps: Set<string>;
  /** Chats to look at afresh. */
  readonly stale: Set<string>;
  /** Chats whose history grew at the end. */
  readonly grown: Set<string>;
}

export function emptyOutcome(): Outcome {
  return {
    added: [],
    changed: [],
    receipts: [],
    chats: [],
    removedChats: [],
    scheduled: new Set(),
    gaps: new Set(),
    stale: new Set(),
    grown: new Set(),
  };
}
