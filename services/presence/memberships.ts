import { CHATS_SUBJECT } from '@parley/bus/live';
import { type Call, serviceCall } from '@parley/kernel/call';
import type { Plain } from '@parley/kernel/contract';
import type { ChatState } from '@parley/proto/parley/chat/v1/chat_pb';
import { LRUCache } from 'lru-cache';
import type { PresenceContext } from './context.ts';

/** Ms after which a chat is asked for again although nothing was heard of it. */
const TTL_MS = 10_000;
const MAX_CHATS = 1_000;

/** Who is in a chat, remembered for a moment. */
export interface Memberships {
  /** @throws `chat.not_found` */
  of(chatId: string, call: Call): Promise<Plain<ChatState>>;
  stop(): void;
}

/** Forgets a chat as soon as it changes, and all of them when changes may have been missed. */
export function createMemberships({ chat, live, clock }: Pick<PresenceContext, 'chat' | 'live' | 'clock'>): Memberships {
  // The promise is what is remembered: one question for many who ask at once, and an answer that was under way when the chat
  // changed is forgotten with it.
  const known = new LRUCache<string, Promise<Plain<ChatState>>>({ max: MAX_CHATS, ttl: TTL_MS, ttlResolution: 0, perf: clock });
  const unsubscribe = live.subscribe(CHATS_SUBJECT, (message) => {
    if (message.kind === 'chat.changed') known.delete(message.chatId);
  });
  const offGap = live.onGap(() => known.clear());
  return {
    async of(chatId, call) {
      const remembered = known.get(chatId);
      if (remembered !== undefined) return remembered;
      const asked = chat.getChatParticipants({ chatId }, serviceCall('presence', call));
      known.set(chatId, asked);
      try {
        return await asked;
      } catch (error) {
        if (known.get(chatId) === asked) known.delete(chatId);
        throw error;
      }
    },
    stop() {
      unsubscribe();
      offGap();
    },
  };
}
