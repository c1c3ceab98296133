import { GAP_WAIT_MS } from '@parley/protocol/limits';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { type Held, highestHeld, highestHeldVersion } from './held.ts';
import type { Puller } from './puller.ts';

/** Gives what is late a moment to arrive by itself, then has it fetched. */
export interface GapWatch {
  note(chatId: string): void;
  stop(): void;
}

export function createGapWatch(context: {
  readonly clock: Clock;
  readonly store: Store;
  readonly held: Held;
  readonly puller: Pick<Puller, 'wantSync' | 'wantMessages'>;
  readonly onFault: (error: unknown) => void;
}): GapWatch {
  const { clock, store, held, puller } = context;
  const waiting = new Map<string, () => void>();

  const look = async (chatId: string): Promise<void> => {
    const chat = await store.read((tx) => tx.chat(chatId));
    if (chat === undefined) return;
    if (Math.max(chat.chat.lastSeq, highestHeld(held, chatId)) > chat.head) puller.wantMessages(chatId);
    // Changes have no history of their own to ask for: the sync brings them.
    if (Math.max(chat.chat.messagesVersion, highestHeldVersion(held, chatId)) > chat.version) puller.wantSync();
  };

  return {
    note(chatId) {
      if (waiting.has(chatId)) return;
      const cancel = clock.schedule(GAP_WAIT_MS, () => {
        waiting.delete(chatId);
        look(chatId).catch(context.onFault);
      });
      waiting.set(chatId, cancel);
    },
    stop() {
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
  };
}
