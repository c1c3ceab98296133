import { CHATS_SUBJECT } from '@parley/bus/live';
import { type Call, serviceCall } from '@parley/kernel/call';
import type { Plain } from '@parley/kernel/contract';
import type { ChatState } from '@parley/proto/parley/chat/v1/chat_pb';
import { LRUCache } from 'lru-cache';
import type { PresenceContext } from './context.ts';

/** Ms after which a chat is asked for again although nothing was heard of it. */
const TTL_MS = 10_000;
/** How many members all remembered chats may have together; some 150 bytes each. */
const MAX_MEMBERS = 100_000;

/** Who is in a chat, remembered for a moment. */
export interface Memberships {
  /** @throws `chat.not_found` */
  of(chatId: string, call: Call): Promise<Plain<ChatState>>;
  stop(): void;
}

type State = Plain<ChatState>;

/** Forgets a chat as soon as it changes, and all of them when changes may have been missed. */
export function createMemberships({ chat, live, clock }: Pick<PresenceContext, 'chat' | 'live' | 'clock'>): Memberships {
  const known = new LRUCache<string, { readonly at: number; readonly state: State }>({
    maxSize: MAX_MEMBERS,
    sizeCalculation: ({ state }) => state.members.length + 1,
  });
  const asking = new Map<string, Promise<State>>();

  async function ask(chatId: string, call: Call): Promise<State> {
    const at = clock.now();
    const answer = chat.getChatParticipants({ chatId }, serviceCall('presence', call));
    asking.set(chatId, answer);
    try {
      const state = await answer;
      // If the chat changed meanwhile, this answer is for those who asked before, and not remembered.
      if (asking.get(chatId) === answer) known.set(chatId, { at, state });
      return state;
    } finally {
      if (asking.get(chatId) === answer) asking.delete(chatId);
    }
  }

  const unsubscribe = live.subscribe(CHATS_SUBJECT, (message) => {
    if (message.kind !== 'chat.changed') return;
    known.delete(message.chatId);
    asking.delete(message.chatId);
  });
  const offGap = live.onGap(() => {
    known.clear();
    asking.clear();
  });
  return {
    async of(chatId, call) {
      // While word of changes doesn't come through, nothing that is remembered holds.
      const remembered = live.connected() ? known.get(chatId) : undefined;
      if (remembered !== undefined && clock.now() - remembered.at < TTL_MS) return remembered.state;
      return asking.get(chatId) ?? ask(chatId, call);
    },
    stop() {
      unsubscribe();
      offGap();
    },
  };
}
