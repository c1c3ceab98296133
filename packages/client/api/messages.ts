import type { DraftContent } from '@parley/protocol/content';
import type { EditRecord, Message, Receipt } from '@parley/protocol/message';
import type { ScheduledMessage } from '@parley/protocol/scheduled';
import type { SearchHit } from '@parley/protocol/search';

/** Names a message: by server id, or by `clientMsgId` while it is not yet accepted. A `MessageItem` fits. */
export interface MessageRef {
  readonly chatId: string;
  readonly id?: string | undefined;
  readonly clientMsgId: string;
  readonly senderId: string;
}

export interface SendInput {
  readonly chatId: string;
  /** A plain text stands for `{ type: 'text', text }`. */
  readonly content: DraftContent | string;
  readonly replyToId?: string;
}

export interface MessageSearch {
  readonly query: string;
  readonly chatId?: string;
  readonly senderId?: string;
  readonly type?: string;
  /** Epoch ms. */
  readonly from?: number;
  /** Epoch ms. */
  readonly to?: number;
  readonly limit?: number;
  readonly cursor?: string;
}

/**
 * Messages. What changes something is written to the outbox and shown at once; the promise stands when it is stored on
 * this device, and the outbox carries it to the server, over reloads and restarts, until it is accepted or refused for good.
 * What reads from the server needs the network and throws `ParleyError`.
 */
export interface MessagesApi {
  send(input: SendInput): Promise<{ clientMsgId: string }>;
  /** Tries a refused message again, in its place at the end of the chat. */
  retry(clientMsgId: string): Promise<void>;
  /** Takes back a message that is not yet accepted, or one that was refused. False when it is too late. */
  discard(clientMsgId: string): Promise<boolean>;
  edit(message: MessageRef, content: DraftContent | string): Promise<void>;
  delete(message: MessageRef, scope: 'me' | 'everyone'): Promise<void>;
  /** Sets or takes back an own reaction. */
  react(message: MessageRef, emoji: string, on?: boolean): Promise<void>;
  star(message: MessageRef, on?: boolean): Promise<void>;
  forward(messages: readonly MessageRef[], chatIds: readonly string[]): Promise<void>;
  /** Without `upToSeq`: everything this device has of the chat. */
  markRead(chatId: string, upToSeq?: number): Promise<void>;
  /** Says that the person types; sends no more than needed and ends by itself after 5 s without another call. */
  typing(chatId: string, active?: boolean): void;
  /** Has the server send a message at `sendAt` (epoch ms), whether or not this device is there then. Needs the network. */
  schedule(input: SendInput & { readonly sendAt: number }): Promise<ScheduledMessage>;
  /** What this person has scheduled in a chat, or in all, by its time; also what failed. */
  scheduled(chatId?: string): Promise<readonly ScheduledMessage[]>;
  /** Changes what a scheduled message says, or when it is sent; with a new time one that failed is tried again. */
  updateScheduled(
    id: string,
    change: { readonly content?: DraftContent | string; readonly sendAt?: number },
  ): Promise<ScheduledMessage>;
  deleteScheduled(id: string): Promise<void>;
  /** Sends it now. */
  sendScheduled(id: string): Promise<Message>;
  search(search: MessageSearch): Promise<{ items: readonly SearchHit[]; nextCursor?: string }>;
  get(messageId: string): Promise<Message>;
  /** Earlier versions of an edited message. */
  history(messageId: string): Promise<readonly EditRecord[]>;
  /** Who got and who read it, when. */
  info(messageId: string): Promise<readonly Receipt[]>;
}
