import type { AuthState } from '@parley/client/api/auth';
import type { Parley } from '@parley/client/parley';
import type { ChatItem } from '@parley/client/views/chat-item';
import type { ChatListSnapshot } from '@parley/client/views/chat-list';
import type { ConversationSnapshot, ConversationView } from '@parley/client/views/conversation';
import type { User } from '@parley/protocol/user';
import { chatOf, messagesOf, people } from './made-up.ts';
import { type ValueView, valueView } from './value-view.ts';

const me = people[0] as User;
const group = { id: 'chat-group', title: 'Flat on Elm Street', others: people.slice(1, 4) };
const direct = people.slice(1).map((peer, index) => ({ id: `chat-${index}`, title: peer.displayName, others: [peer] }));

/** A `Parley` over made-up data in memory: enough to look at every screen. What it does not know how to do rejects. */
export function fakeParley(signedIn: boolean): Parley {
  const conversations = new Map<string, ValueView<ConversationSnapshot> & ConversationView>();
  const chats: ChatItem[] = [group, ...direct].map(({ id, title, others }, index) => {
    const messages = messagesOf(id, others, index === 0 ? 60 : 25 + index);
    const chat = chatOf(id, title, id === group.id ? undefined : others[0], messages.at(-1), {
      pinned: index === 0,
      unread: index === 2 ? 3 : index === 4 ? 12 : 0,
      ...(index === 4 ? { mutedUntil: Date.now() * 2 } : {}),
      ...(index === 3 ? { draft: 'About the lamp: ' } : {}),
      typing: index === 1 ? [others[0]?.id ?? ''] : [],
    });
    const view = valueView<ConversationSnapshot>({
      status: 'ready',
      chat,
      messages,
      hasOlder: false,
      hasNewer: false,
      loading: undefined,
      unreadFrom: undefined,
    });
    const still = async () => undefined;
    conversations.set(
      id,
      Object.assign(view, { loadOlder: still, loadNewer: still, jumpTo: still, jumpToLatest: () => undefined }),
    );
    return chat;
  });
  const none = valueView<ChatListSnapshot>({ status: 'ready', chats: [], unread: 0 });
  const all = valueView<ChatListSnapshot>({ status: 'ready', chats, unread: 3 });
  const session = { userId: me.id, sessionId: 's', user: me };
  const auth = valueView<AuthState>(signedIn ? { state: 'signed-in', session } : { state: 'signed-out', reason: 'never' });
  const users = new Map(people.map((user) => [user.id, valueView<User | undefined>(user)]));
  const items = new Map(chats.map((chat) => [chat.id, valueView<ChatItem | undefined>(chat)]));
  const online = valueView({ state: 'online' as const });
  const outbox = valueView({ pending: 0, failed: [] });
  const unknownUser = valueView<User | undefined>(undefined);
  const unknownChat = valueView<ChatItem | undefined>(undefined);
  const missing = Object.assign(
    valueView<ConversationSnapshot>({
      status: 'missing',
      messages: [],
      hasOlder: false,
      hasNewer: false,
      loading: undefined,
      unreadFrom: undefined,
    }),
    {
      loadOlder: async () => undefined,
      loadNewer: async () => undefined,
      jumpTo: async () => undefined,
      jumpToLatest: () => undefined,
    },
  );

  const api = {
    views: {
      auth: () => auth,
      connection: () => online,
      outbox: () => outbox,
      chatList: ({ archived = false } = {}) => (archived ? none : all),
      chat: (id: string) => items.get(id) ?? unknownChat,
      conversation: (id: string) => conversations.get(id) ?? missing,
      user: (id: string) => users.get(id) ?? unknownUser,
    },
    chats: answering({
      members: { items: people.slice(0, 4).map((user, index) => ({ user, role: index === 0 ? 'owner' : 'member' })) },
    }),
    messages: answering({ typing: undefined, search: { items: [] }, info: [] }),
    people: answering({ contacts: [], blocks: [], search: people.slice(1) }),
    auth: answering({ sessions: [] }),
    on: () => () => undefined,
  };
  // A stand-in for a preview has the views in full and only a few of the calls.
  return api as unknown as Parley;
}

/** An object each of whose methods resolves with a canned answer; what has none resolves with nothing. */
function answering(answers: Readonly<Record<string, unknown>>): object {
  return new Proxy({}, { get: (_target, name) => async () => answers[String(name)] });
}
