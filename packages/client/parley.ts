import type { ClientDevice } from '@parley/protocol/session';
import type { User } from '@parley/protocol/user';
import type { AuthApi, AuthState } from './api/auth.ts';
import type { ChatsApi } from './api/chats.ts';
import type { MessagesApi } from './api/messages.ts';
import type { PeopleApi } from './api/people.ts';
import type { Clock } from './clock.ts';
import type { ConnectionState } from './connection/state.ts';
import type { ParleyEvents } from './events.ts';
import type { Random } from './random.ts';
import type { Store } from './store/store.ts';
import type { Transport } from './connection/transport.ts';
import type { ChatItem } from './views/chat-item.ts';
import type { ChatListQuery, ChatListView } from './views/chat-list.ts';
import type { ConversationView } from './views/conversation.ts';
import type { View } from './views/view.ts';
import type { Refusal } from './views/message-item.ts';

export interface ParleyOptions {
  /** Origin of the server, `https://chat.example.org`; in a browser usually `location.origin`. */
  readonly baseUrl: string;
  /** `memoryStore()` or `indexedDbStore(name)`. */
  readonly storage: Store;
  /** Network; `fetch` and `WebSocket` of the platform unless given. */
  readonly transport?: Transport;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Shown in the person's list of sessions. */
  readonly device?: ClientDevice;
  /** Share one connection among the tabs of a browser; on where the platform can do it. */
  readonly tabs?: boolean;
}

/** What waits to reach the server. */
export interface OutboxState {
  readonly pending: number;
  readonly failed: readonly { readonly id: string; readonly chatId: string; readonly kind: string; readonly refusal: Refusal }[];
}

/** Live things to show; each call with the same arguments answers the same view. */
export interface Views {
  auth(): View<AuthState>;
  connection(): View<ConnectionState>;
  outbox(): View<OutboxState>;
  chatList(query?: ChatListQuery): ChatListView;
  /** One chat without its messages; `undefined` while unknown. */
  chat(chatId: string): View<ChatItem | undefined>;
  conversation(chatId: string): ConversationView;
  /** A person with presence; watching asks the server for it. `undefined` while unknown. */
  user(userId: string): View<User | undefined>;
}

/** A signed-in (or not yet signed-in) person on this device. */
export interface Parley {
  readonly auth: AuthApi;
  readonly chats: ChatsApi;
  readonly messages: MessagesApi;
  readonly people: PeopleApi;
  readonly views: Views;
  /** Calls `listener` on every event of the name; the returned function stops it. */
  on<K extends keyof ParleyEvents>(name: K, listener: (event: ParleyEvents[K]) => void): () => void;
  /** Who is signed in here, once `start` has resolved. */
  userId(): string | undefined;
  /** Opens the store and, when a session is stored, the connection. Called once; resolves when the store is open, network or not. */
  start(): Promise<void>;
  /** Closes the connection and the store; what was written stays. */
  stop(): Promise<void>;
  /** Resolves when the first sync since the connection is done. For bots and tests. */
  whenOnline(): Promise<void>;
  /** Resolves when nothing waits in the outbox, failed ones aside. For bots and tests. */
  whenDelivered(): Promise<void>;
  /** Calls any REST path with the session's token and answers the body: for what this SDK has no name for. Throws `ParleyError`. */
  request<T>(method: string, path: string, body?: unknown): Promise<T>;
}
