import type { User } from '@parley/protocol/user';
import type { AuthState } from '../api/auth.ts';
import type { ConnectionState } from '../connection/state.ts';
import type { ChatItem } from './chat-item.ts';
import { readChatItem, withPresence } from './chat-items.ts';
import { type ChatListQuery, type ChatListView, createChatListView } from './chat-list.ts';
import { type ConversationContext, type ConversationView, createConversationView } from './conversation.ts';
import { createLoadedView } from './loaded-view.ts';
import type { Refusal } from './message-item.ts';
import type { View } from './view.ts';
import { watchStore } from './view-context.ts';

/** What waits to reach the server. */
export interface OutboxState {
  readonly pending: number;
  /** Messages that were refused for good: `id` is the `clientMsgId`. */
  readonly failed: readonly { readonly id: string; readonly chatId: string; readonly refusal: Refusal }[];
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

export interface ViewsContext extends ConversationContext {
  readonly auth: View<AuthState>;
  readonly connection: View<ConnectionState>;
  /** Asks the server for a person's presence while somebody looks; the returned function ends that. */
  readonly watchPresence: (userId: string) => () => void;
}

export function createViews(context: ViewsContext): Views {
  const { store, clock, ephemeral, onFault } = context;
  const chats = new Map<string, View<ChatItem | undefined>>();
  const conversations = new Map<string, ConversationView>();
  const users = new Map<string, View<User | undefined>>();
  const lists = new Map<boolean, ChatListView>();

  const outbox = createLoadedView<OutboxState>({
    initial: { pending: 0, failed: [] },
    onFault,
    watch: (refresh) => store.onChange((change) => (change.cleared || change.outbox.length > 0 ? refresh() : undefined)),
    load: async () => {
      const entries = await store.read((tx) => tx.outbox());
      const failed = entries.flatMap(({ id, chatId, refusal }) => (refusal === undefined ? [] : { id, chatId, refusal }));
      return { pending: entries.filter((entry) => entry.state === 'queued').length, failed };
    },
  });

  const chatView = (chatId: string) =>
    createLoadedView<ChatItem | undefined>({
      initial: undefined,
      onFault,
      watch: (refresh) =>
        watchStore(
          context,
          (change) => [...change.chats, ...change.messages, ...change.outbox].includes(chatId) || change.users.length > 0,
          refresh,
        ),
      load: () => store.read((tx) => readChatItem(tx, chatId, { userId: context.userId(), ephemeral, now: clock.now() })),
    });

  const userView = (userId: string) =>
    createLoadedView<User | undefined>({
      initial: undefined,
      onFault,
      watch(refresh) {
        const stopWatching = watchStore(context, (change) => change.users.includes(userId), refresh);
        const stopAsking = context.watchPresence(userId);
        return () => {
          stopWatching();
          stopAsking();
        };
      },
      async load() {
        const [user] = await store.read((tx) => tx.users([userId]));
        if (user === undefined) context.wantUsers([userId]);
        return user === undefined ? undefined : withPresence(user, ephemeral);
      },
    });

  return {
    auth: () => context.auth,
    connection: () => context.connection,
    outbox: () => outbox,
    chatList: ({ archived = false } = {}) => kept(lists, archived, () => createChatListView(context, { archived })),
    chat: (chatId) => kept(chats, chatId, () => chatView(chatId)),
    conversation: (chatId) => kept(conversations, chatId, () => createConversationView(context, chatId)),
    user: (userId) => kept(users, userId, () => userView(userId)),
  };
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
