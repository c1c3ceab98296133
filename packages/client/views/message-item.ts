import type { Content } from '@parley/protocol/content';
import type { Reaction, Reply } from '@parley/protocol/message';
import type { User } from '@parley/protocol/user';

/** Where an own message stands. `pending` waits in the outbox; `failed` was refused and waits for the person. */
export type MessageStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'failed';

/** Why the server refused something for good. `message` is written for the person. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** A message as it is shown: what the server knows with what waits in the outbox laid over it. */
export interface MessageItem {
  /** Stays the same from the first local echo on: the key of a list row. */
  readonly key: string;
  /** Absent until the server has accepted the message. */
  readonly id?: string | undefined;
  /** Absent until the server has accepted the message. */
  readonly seq?: number | undefined;
  readonly chatId: string;
  readonly clientMsgId: string;
  readonly senderId: string;
  /** As far as known on this device. */
  readonly sender?: User | undefined;
  readonly mine: boolean;
  /** Epoch ms: the server's time, or this device's for a message that waits. */
  readonly at: number;
  readonly editedAt?: number | undefined;
  /** Deleted for everyone: only the trace is left. */
  readonly deleted: boolean;
  /** Epoch ms at which it disappears; absent where it stays. */
  readonly expiresAt?: number | undefined;
  readonly content: Content;
  readonly replyTo?: Reply | undefined;
  readonly forwardedFrom?: string | undefined;
  readonly mentions: readonly string[];
  readonly reactions: readonly Reaction[];
  readonly starred: boolean;
  /** Own messages only. */
  readonly status?: MessageStatus | undefined;
  /** With `status: 'failed'`. */
  readonly failure?: Refusal | undefined;
  /** An edit, deletion, reaction or star of it waits in the outbox. */
  readonly syncing: boolean;
}
