import { PUBLISH_BY_CHAT_FROM } from '@parley/bus/live';
import type { Clock } from '@parley/kernel/clock';
import { TYPING_TTL_MS } from '@parley/protocol/limits';
import { LRUCache } from 'lru-cache';

/** Ms between two frames that say the same of the same person. */
const REPEAT_MS = 1_000;
/** Ms between two frames of a large chat, whoever types: nobody reads more, and each goes to everybody. */
const LARGE_CHAT_MS = 1_000;
/** Who falls out of memory is told of again too early, which does no harm. */
const MAX_REMEMBERED = 10_000;

/** Decides which signs of typing are told to others. */
export interface TypingThrottle {
  /** Whether this one is; `memberCount` is the size of the chat. */
  passes(sign: { readonly userId: string; readonly chatId: string; readonly active: boolean }, memberCount: number): boolean;
}

export function createTypingThrottle(clock: Pick<Clock, 'now'>): TypingThrottle {
  // When others were last told of this person, and of anybody in a large chat; epoch ms.
  const shown = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  const busy = new LRUCache<string, number>({ max: MAX_REMEMBERED });
  return {
    passes({ userId, chatId, active }, memberCount) {
      const key = `${chatId} ${userId}`;
      const at = clock.now();
      const shownAt = shown.get(key) ?? Number.NEGATIVE_INFINITY;
      if (!active) {
        // What nobody sees (any more) needs no end.
        shown.delete(key);
        return at - shownAt < TYPING_TTL_MS;
      }
      if (at - shownAt < REPEAT_MS) return false;
      if (memberCount >= PUBLISH_BY_CHAT_FROM) {
        if (at - (busy.get(chatId) ?? Number.NEGATIVE_INFINITY) < LARGE_CHAT_MS) return false;
        busy.set(chatId, at);
      }
      shown.set(key, at);
      return true;
    },
  };
}
