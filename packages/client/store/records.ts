import type { Chat } from '@parley/protocol/chat';
import type { DraftContent } from '@parley/protocol/content';
import type { Message, Reply } from '@parley/protocol/message';
import type { User } from '@parley/protocol/user';
import type { MyChatSettings } from '../api/chats.ts';

/** An unbroken stretch of a chat, both ends included. */
export type Range = readonly [from: number, to: number];

/** How far a member has come. */
export interface Watermarks {
  readonly deliveredSeq: number;
  readonly readSeq: number;
}

/** A chat with what this device knows of its history. */
export interface ChatRecord {
  readonly id: string;
  /** As the server last told it. */
  readonly chat: Chat;
  /** All messages up to this seq were taken in, in order; the next live one is `head + 1`. */
  readonly head: number;
  /** All changes up to this `messagesVersion` were taken in; the next live one is `version + 1`. */
  readonly version: number;
  /**
   * Live frames of messages up to here are not taken in: `version` counts changes that such a frame, made when the message was
   * new, may lack. An answer brings these messages as they are.
   */
  readonly askUpTo: number;
  /** Which stretches of the history are stored here: ascending, apart from each other. Seqs in them without a message are hidden. */
  readonly covered: readonly Range[];
  /** By user id, others' and own. */
  readonly marks: Readonly<Record<string, Watermarks>>;
}

/** A message as the server last told it. */
export interface MessageRecord {
  readonly chatId: string;
  readonly seq: number;
  readonly id: string;
  /** `messagesVersion` of the last change taken into it; 0 for none. */
  readonly version: number;
  readonly message: Message;
}

/** Which message a command is about: `id` is absent while the server has not accepted it. */
export interface Target {
  readonly id?: string | undefined;
  readonly clientMsgId: string;
}

/** Something the person did that the server must hear of. */
export type Command =
  | { readonly kind: 'send'; readonly content: DraftContent; readonly replyTo?: Reply | undefined }
  | { readonly kind: 'edit'; readonly target: Target; readonly content: DraftContent }
  | { readonly kind: 'delete'; readonly target: Target; readonly scope: 'me' | 'everyone' }
  | { readonly kind: 'react'; readonly target: Target; readonly emoji: string; readonly on: boolean }
  | { readonly kind: 'star'; readonly target: Target; readonly on: boolean }
  | { readonly kind: 'forward'; readonly messageIds: readonly string[] }
  | { readonly kind: 'read'; readonly upToSeq: number }
  | { readonly kind: 'settings'; readonly change: MyChatSettings };

/** A command in the outbox. Those of one chat are carried out one by one, in `order`. */
export interface OutboxEntry {
  /** For a send, its `clientMsgId`. */
  readonly id: string;
  readonly order: number;
  readonly chatId: string;
  readonly command: Command;
  /** Epoch ms. */
  readonly createdAt: number;
  /** How often it was given to the network. */
  readonly attempts: number;
  /** `accepted`: a send whose message is yet to come into the history here, because others before it are missing. */
  readonly state: 'queued' | 'accepted' | 'refused';
  readonly accepted?: { readonly messageId: string; readonly seq: number; readonly createdAt: string } | undefined;
  readonly refusal?: { readonly code: string; readonly message: string } | undefined;
}

/** The signed-in session as it is kept. */
export interface StoredSession {
  readonly userId: string;
  readonly sessionId: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Epoch ms by this device's clock. */
  readonly expiresAt: number;
  readonly user: User;
}

/** Single values, by name. */
export interface MetaValues {
  readonly session: StoredSession;
  /** Id of the person whose data this is; stays when the session ends. */
  readonly owner: string;
  /** Where the next sync goes on. */
  readonly cursor: string;
  /** A sync has taken in some of its pages and not the last. */
  readonly unfinishedSync: boolean;
  /** The order that the last outbox entry got. */
  readonly lastOrder: number;
}
