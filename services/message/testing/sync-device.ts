import type { Plain } from '@parley/kernel/contract';
import type { ChatStateOfMember, Message, SyncResponse } from '@parley/proto/parley/message/v1/message_pb';
import { by, type MessageBed } from './message-bed.ts';

/** What a device keeps of a chat. */
interface DeviceChat {
  state: Plain<ChatStateOfMember>;
  readonly messages: Map<number, Plain<Message>>;
  /** The highest seq that came. */
  head: number;
  version: number;
}

/** A device that knows only what sync tells, and doesn't forgive what it is told twice or out of order. */
export interface SyncDevice {
  readonly userId: string;
  readonly chats: ReadonlyMap<string, DeviceChat>;
  /** Its first run of pages is over: from now on it misses nothing. */
  readonly started: boolean;
  /** Asks for one page of at most `limit`; answers whether there is more. */
  page(limit: number): Promise<boolean>;
  /** Asks until there is no more. */
  all(limit: number): Promise<void>;
}

/** A device of a person that has never synced. */
export function syncDevice(bed: MessageBed, userId: string): SyncDevice {
  const chats = new Map<string, DeviceChat>();
  let cursor: string | undefined;
  let started = false;

  function take(answer: Plain<SyncResponse>): void {
    for (const state of answer.chats) {
      const known = chats.get(state.chatId);
      if (known === undefined) chats.set(state.chatId, { state, messages: new Map(), head: 0, version: 0 });
      else known.state = state;
    }
    for (const message of answer.messages) {
      const chat = chats.get(message.chatId);
      if (chat === undefined) throw new Error('a message of a chat that was not told');
      if (message.seq <= chat.head) throw new Error(`message ${message.seq} came again, or after ${chat.head}`);
      chat.messages.set(message.seq, message);
      chat.head = message.seq;
    }
    for (const change of answer.changes) {
      const chat = chats.get(change.chatId);
      if (chat === undefined) throw new Error('a change of a chat that was not told');
      if (change.version <= chat.version) throw new Error(`change ${change.version} came again, or after ${chat.version}`);
      chat.version = change.version;
      if (change.message === undefined) chat.messages.delete(change.seq);
      else if (chat.messages.has(change.seq)) chat.messages.set(change.seq, change.message);
    }
    for (const chatId of answer.removedChatIds) chats.delete(chatId);
  }

  const page = async (limit: number): Promise<boolean> => {
    const answer = await bed.client.sync(cursor === undefined ? { limit } : { limit, cursor }, by(userId));
    if (answer.messages.length + answer.changes.length > limit) throw new Error('the page is longer than was asked for');
    take(answer);
    cursor = answer.cursor;
    started ||= !answer.hasMore;
    return answer.hasMore;
  };
  return {
    userId,
    chats,
    get started() {
      return started;
    },
    page,
    async all(limit) {
      while (await page(limit));
    },
  };
}
