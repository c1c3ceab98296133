import type { ChatItem } from './chat-item.ts';
import { readChatItem } from './chat-items.ts';
import { createLoadedView } from './loaded-view.ts';
import { reuse } from './same.ts';
import type { View } from './view.ts';
import type { ViewContext } from './view-context.ts';

export interface ChatListQuery {
  /** Only archived ones, or (the default) only the others. */
  readonly archived?: boolean;
}

export interface ChatListSnapshot {
  /** `loading` until the local store has answered; with no chats and a first sync under way it stays `loading`. */
  readonly status: 'loading' | 'ready';
  /** Pinned ones first, then by latest activity. */
  readonly chats: readonly ChatItem[];
  /** Unread messages of all chats in the list that are not muted. */
  readonly unread: number;
}

export type ChatListView = View<ChatListSnapshot>;

/** The chat list. Of what is in it, only chats that something happened to are read again. */
export function createChatListView(context: ViewContext, { archived = false }: ChatListQuery = {}): ChatListView {
  const { store, clock, ephemeral } = context;
  const items = new Map<string, ChatItem>();
  let dirty: Set<string> | 'all' = 'all';

  return createLoadedView<ChatListSnapshot>({
    initial: { status: 'loading', chats: [], unread: 0 },
    onFault: context.onFault,
    watch(refresh) {
      const stop = store.onChange((change) => {
        const all = change.cleared || change.users.length > 0 || change.meta.includes('session');
        if (all) dirty = 'all';
        else if (dirty !== 'all') for (const id of [...change.chats, ...change.messages, ...change.outbox]) dirty.add(id);
        // The end of a first sync without a chat shows in the cursor alone.
        if (dirty === 'all' || dirty.size > 0 || change.meta.includes('cursor')) refresh();
      });
      const everything = () => {
        dirty = 'all';
        refresh();
      };
      ephemeral.listeners.add(everything);
      dirty = 'all';
      return () => {
        stop();
        ephemeral.listeners.remove(everything);
      };
    },
    async load(previous) {
      const changed = dirty;
      dirty = new Set();
      const known = await store.read(async (tx) => {
        const ids = changed === 'all' ? (await tx.chats()).map(({ id }) => id) : [...changed];
        if (changed === 'all') items.clear();
        for (const id of ids) {
          const item = await readChatItem(tx, id, { userId: context.userId(), ephemeral, now: clock.now() });
          if (item === undefined) items.delete(id);
          else items.set(id, item);
        }
        return items.size > 0 || (await tx.meta('cursor')) !== undefined;
      });
      const chats = [...items.values()].filter((item) => item.archived === archived).sort(inOrder);
      return {
        status: known ? 'ready' : 'loading',
        chats: reuse(previous.chats, chats, ({ id }) => id),
        unread: unreadOf(chats, clock.now()),
      };
    },
  });
}

function inOrder(a: ChatItem, b: ChatItem): number {
  return Number(b.pinned) - Number(a.pinned) || b.lastActivityAt - a.lastActivityAt || (a.id < b.id ? -1 : 1);
}

function unreadOf(chats: readonly ChatItem[], now: number): number {
  return chats.reduce((sum, chat) => sum + ((chat.mutedUntil ?? 0) > now ? 0 : chat.unread), 0);
}
