import type { ClientFrame } from '@parley/protocol/ws/client-frames';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';

/** Receipts of a burst of messages go out as one. */
const GATHER_MS = 100;

/** Tells the server what this device has stored. */
export interface Receipts {
  /** A connection is live: what the server has not heard of yet is told anew. */
  start(): void;
  stop(): void;
  grown(chatId: string): void;
}

export function createReceipts(context: {
  readonly clock: Clock;
  readonly store: Store;
  readonly userId: string;
  readonly send: (frame: ClientFrame) => void;
  readonly onFault: (error: unknown) => void;
}): Receipts {
  const { clock, store, userId, send } = context;
  let live = false;
  let cancel: (() => void) | undefined;
  const grown = new Set<string>();
  const told = new Map<string, number>();

  const flush = async (): Promise<void> => {
    const ids = [...grown];
    grown.clear();
    const chats = await store.read(async (tx) => await Promise.all(ids.map((id) => tx.chat(id))));
    if (!live) return;
    for (const chat of chats) if (chat !== undefined) tell(chat.id, chat.head, chat.marks[userId]?.deliveredSeq ?? 0);
  };

  const tell = (chatId: string, head: number, known: number) => {
    if (head <= Math.max(known, told.get(chatId) ?? 0)) return;
    told.set(chatId, head);
    send({ type: 'message.received', chatId, upToSeq: head });
  };

  return {
    start() {
      live = true;
      told.clear();
      store
        .read((tx) => tx.chats())
        .then((chats) => {
          for (const chat of chats) if (live) tell(chat.id, chat.head, chat.marks[userId]?.deliveredSeq ?? 0);
        })
        .catch(context.onFault);
    },
    stop() {
      live = false;
      cancel?.();
      cancel = undefined;
      grown.clear();
    },
    grown(chatId) {
      if (!live) return;
      grown.add(chatId);
      cancel ??= clock.schedule(GATHER_MS, () => {
        cancel = undefined;
        flush().catch(context.onFault);
      });
    },
  };
}
