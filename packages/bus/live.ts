import type { Port } from '@parley/kernel/module';
import { port } from '@parley/kernel/module';

/**
 * What travels on the live path. It is a hint: it may be lost, repeated or late without harm, because every client can see
 * that it missed something and asks for it.
 */
export type LiveMessage =
  /** An encoded server frame for every connection behind the subject, but the one that caused it. */
  | { readonly kind: 'frame'; readonly frame: string; readonly exceptConnection?: string | undefined }
  /** To a user's connections: this chat now fans out by its own subject; listen to it, or stop. */
  | { readonly kind: 'chat.joined' | 'chat.left'; readonly chatId: string }
  /** A session ended: its connections close at once, its access tokens are refused. */
  | { readonly kind: 'session.revoked'; readonly sessionId: string; readonly userId: string }
  /**
   * To a user's connections: a node holds these connections of one session, the newest of them since a moment ago. Nodes that hold others answer
   * with theirs, so that all together keep to the limit of a session.
   */
  | {
      readonly kind: 'session.connections';
      readonly sessionId: string;
      readonly nodeId: string;
      readonly connectionIds: readonly string[];
      readonly isAnswer: boolean;
    }
  /** What was cached of this chat's members or permissions is out of date. */
  | { readonly kind: 'chat.changed'; readonly chatId: string }
  /** What others may see of a person may have changed: everybody, or the one viewer alone. */
  | { readonly kind: 'visibility.changed'; readonly userId: string; readonly viewerId?: string | undefined };

export type LiveHandler = (message: LiveMessage) => void;

/**
 * Publish and subscribe without memory, at most once, in order for one publisher and one subject (core NATS in a cluster).
 * Publishing never fails and never waits.
 */
export interface LiveBus {
  publish(subject: string, message: LiveMessage): void;
  /**
   * Resolves when what was published before is on its way to everyone who listens, no longer held here or by the network before the
   * server; soon and in vain where there is no connection. For what must hold everywhere by the time that a caller is answered.
   */
  passedOn(): Promise<void>;
  /** Handlers run in order of arrival and must not throw. The returned function ends the subscription. */
  subscribe(subject: string, handler: LiveHandler): () => void;
  /**
   * Whether messages of others reach this process now. While they don't, nobody may rest on a cache that live messages keep true
   * (memberships, revoked sessions, privacy): ask its owner instead. Always true inside one process.
   */
  connected(): boolean;
  /**
   * Calls `handler` each time messages may have been missed: when the connection is lost (`connected()` is false by then), when it is
   * back (true again, and the subscriptions stand), and when this process fell so far behind that messages were dropped. Caches are
   * forgotten each time; clients are told to resync once `connected()` is true. Handlers must not throw. Returns what ends it.
   */
  onGap(handler: () => void): () => void;
}

export const livePort: Port<LiveBus> = port<LiveBus>('live');

/** Everything meant for one person's connections. */
export const userSubject = (userId: string): string => `live.user.${userId}`;
/** Frames of one large chat. */
export const chatSubject = (chatId: string): string => `live.chat.${chatId}`;
/** Presence of one person, for those who subscribed to it. */
export const presenceSubject = (userId: string): string => `live.presence.${userId}`;
/** Revoked sessions, to every gateway and realtime node. */
export const SESSIONS_SUBJECT = 'live.sessions';
/** Changed chats, to every node that caches membership. */
export const CHATS_SUBJECT = 'live.chats';
/** Changed privacy settings, contacts and blocks, to every node that caches who may see whom. */
export const VISIBILITY_SUBJECT = 'live.visibility';

/** From this many members on, a node listens to a chat's own subject for its members … */
export const LISTEN_BY_CHAT_FROM = 48;
/** … and from this many on publishers use it. The gap between the two lets a growing chat change over without a lost frame. */
export const PUBLISH_BY_CHAT_FROM = 64;
