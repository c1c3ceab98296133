import type { HistoryQuery } from '../sync/sync-api.ts';
import type { ChatItem } from './chat-item.ts';
import { readChatItem, readUpTo } from './chat-items.ts';
import { createLoadedView } from './loaded-view.ts';
import type { MessageItem } from './message-item.ts';
import { historyItems, pendingItems } from './message-items.ts';
import { reuse } from './same.ts';
import type { View } from './view.ts';
import { type ViewContext, watchStore } from './view-context.ts';
import { newestWindow, type Window, windowAround, windowState } from './window.ts';

export interface ConversationSnapshot {
  /** `missing`: this device knows no such chat, and neither does the server or there is no network to ask. */
  readonly status: 'loading' | 'ready' | 'missing';
  readonly chat?: ChatItem | undefined;
  /** One unbroken stretch of the conversation, oldest first; own messages that wait come last, in the order they were written. */
  readonly messages: readonly MessageItem[];
  readonly hasOlder: boolean;
  /** True after a jump into the past, until the stretch reaches the newest message. */
  readonly hasNewer: boolean;
  readonly loading: 'older' | 'newer' | undefined;
  /** Where "unread messages" began when the view was opened: the first unread seq. */
  readonly unreadFrom?: number | undefined;
}

/** A window on one chat. It grows as it is asked to; local messages first, the server when they run out. */
export interface ConversationView extends View<ConversationSnapshot> {
  /** Widens the window by a page. Without a network and with nothing local left it changes nothing. */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Moves the window to surround `seq`. Throws `ParleyError` when it can't be loaded. */
  jumpTo(seq: number): Promise<void>;
  jumpToLatest(): void;
}

export interface ConversationContext extends ViewContext {
  /** Fetches a stretch of the history into the store. Throws `ParleyError`. */
  readonly fetchHistory: (chatId: string, query: HistoryQuery) => Promise<void>;
  /** Fetches a chat into the store. Throws `ParleyError`. */
  readonly fetchChat: (chatId: string) => Promise<void>;
  /** Has people who are not known here fetched into the store. */
  readonly wantUsers: (ids: readonly string[]) => void;
}

const PAGE = 50;

export function createConversationView(context: ConversationContext, chatId: string): ConversationView {
  const { store, clock, ephemeral } = context;
  let window: Window | undefined;
  let loading: ConversationSnapshot['loading'];
  let unreadFrom: number | undefined;
  let opened = false;
  let asked = false;

  const view = createLoadedView<ConversationSnapshot>({
    initial: { status: 'loading', messages: [], hasOlder: false, hasNewer: false, loading: undefined },
    onFault: context.onFault,
    watch(refresh) {
      const stop = watchStore(
        context,
        (change) => [...change.chats, ...change.messages, ...change.outbox].includes(chatId) || change.users.length > 0,
        refresh,
      );
      return () => {
        stop();
        // Opened again, it starts at the newest messages and draws a new line above what is unread then.
        window = undefined;
        opened = false;
        asked = false;
      };
    },
    load: (previous) => read(previous),
  });

  const read = async (previous: ConversationSnapshot): Promise<ConversationSnapshot> => {
    const unknown: string[] = [];
    const snapshot = await store.read(async (tx): Promise<ConversationSnapshot> => {
      const chat = await tx.chat(chatId);
      const userId = context.userId();
      const item = await readChatItem(tx, chatId, { userId, ephemeral, now: clock.now() });
      if (chat === undefined || item === undefined) {
        return { status: asked ? 'missing' : 'loading', messages: [], hasOlder: false, hasNewer: false, loading: undefined };
      }
      const outbox = await tx.outbox(chatId);
      if (!opened)
        unreadFrom = item.unread > 0 ? Math.max(readUpTo(chat, outbox, userId), chat.chat.me.joinedSeq) + 1 : undefined;
      opened = true;
      window ??= await newestWindow(tx, chat, PAGE);
      const state = windowState(chat, window);
      const records = await tx.messages(chatId, {
        from: state.from,
        to: state.to,
        limit: Number.MAX_SAFE_INTEGER,
        nearest: 'to',
      });
      const senders = [...new Set(records.map(({ message }) => message.senderId))];
      const users = new Map((await tx.users([...senders, userId])).map((user) => [user.id, user]));
      unknown.push(...senders.filter((id) => !users.has(id)));
      const items = { chat, userId, users, outbox, now: clock.now() };
      const messages = [...historyItems(records, items), ...(state.hasNewer ? [] : pendingItems(items))];
      return {
        status: 'ready',
        chat: item,
        messages: reuse(previous.messages, messages, ({ key }) => key),
        hasOlder: state.hasOlder,
        hasNewer: state.hasNewer,
        loading,
        unreadFrom,
      };
    });
    if (unknown.length > 0) context.wantUsers(unknown);
    if (!asked && (snapshot.status === 'loading' || (snapshot.messages.length === 0 && snapshot.hasOlder))) {
      asked = true;
      void fetchFirst(snapshot.status).then(view.refresh).catch(context.onFault);
    }
    return snapshot;
  };

  /** Nothing of it is here yet. Where that can't be changed now, the view shows what there is. */
  const fetchFirst = async (status: ConversationSnapshot['status']): Promise<void> => {
    const fetched = status === 'loading' ? context.fetchChat(chatId) : context.fetchHistory(chatId, { limit: PAGE });
    await fetched.catch(() => undefined);
    window = undefined;
  };

  const during = async (direction: 'older' | 'newer', task: () => Promise<void>): Promise<void> => {
    if (loading !== undefined || window === undefined) return;
    loading = direction;
    try {
      await view.refresh();
      await task();
    } finally {
      loading = undefined;
      await view.refresh();
    }
  };

  const widen = async (direction: 'older' | 'newer'): Promise<boolean> =>
    await store.read(async (tx) => {
      const chat = await tx.chat(chatId);
      if (chat === undefined || window === undefined) return true;
      const { from, to, stretch } = windowState(chat, window);
      const page = await tx.messages(
        chatId,
        direction === 'older'
          ? { from: stretch[0], to: from - 1, limit: PAGE, nearest: 'to' }
          : { from: to + 1, to: stretch[1], limit: PAGE, nearest: 'from' },
      );
      const edge = direction === 'older' ? page[0]?.seq : page.at(-1)?.seq;
      if (edge === undefined) return false;
      window = direction === 'older' ? { ...window, from: edge } : { ...window, to: edge >= chat.head ? undefined : edge };
      return true;
    });

  return {
    subscribe: view.subscribe,
    snapshot: view.snapshot,
    loadOlder: () =>
      during('older', async () => {
        if (await widen('older')) return;
        const from = await edgeOf('from');
        await context.fetchHistory(chatId, { before: from, limit: PAGE });
        await widen('older');
      }),
    loadNewer: () =>
      during('newer', async () => {
        if (await widen('newer')) return;
        const to = await edgeOf('to');
        await context.fetchHistory(chatId, { after: to, limit: PAGE });
        if (!(await widen('newer'))) window = undefined;
      }),
    async jumpTo(seq) {
      const isHere = await store.read(async (tx) => (await tx.message(chatId, seq)) !== undefined);
      if (!isHere) await context.fetchHistory(chatId, { around: seq, limit: PAGE });
      window = await store.read(async (tx) => {
        const chat = await tx.chat(chatId);
        return chat === undefined ? undefined : await windowAround(tx, chat, seq, PAGE);
      });
      await view.refresh();
    },
    jumpToLatest() {
      window = undefined;
      void view.refresh().catch(context.onFault);
    },
  };

  async function edgeOf(edge: 'from' | 'to'): Promise<number> {
    const chat = await store.read((tx) => tx.chat(chatId));
    if (chat === undefined || window === undefined) return 0;
    const { stretch } = windowState(chat, window);
    return edge === 'from' ? stretch[0] : stretch[1];
  }
}
