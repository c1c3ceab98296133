import { PUBLISH_BY_CHAT_FROM } from '@parley/bus/live';
import { TYPING_TTL_MS } from '@parley/protocol/limits';
import { createShortMemory } from './short-memory.ts';

/** Ms between two frames that say the same of the same person. */
const REPEAT_MS = 1_000;
/** Ms between two frames of a large chat, whoever types: nobody reads more, and each goes to everybody. */
const LARGE_CHAT_MS = 1_000;
const MAX_REMEMBERED = 100_000;

/** Decides which signs of typing are told to others. */
export interface TypingThrottle {
  /** Whether this one is; `memberCount` is the size of the chat, `now` epoch ms. */
  passes(sign: { readonly userId: string; readonly chatId: string; readonly active: boolean }, memberCount: number, now: number): boolean;
}

export function createTypingThrottle(): TypingThrottle {
  // Until it lapses at the clients, others see this person typing.
  const shown = createShortMemory<number>(TYPING_TTL_MS, MAX_REMEMBERED);
  const busy = createShortMemory<true>(LARGE_CHAT_MS, MAX_REMEMBERED);
  return {
    passes({ userId, chatId, active }, memberCount, now) {
      const key = `${chatId} ${userId}`;
      const shownAt = shown.get(key, now);
      if (!active) {
        // What nobody was shown needs no end.
        shown.delete(key);
        return shownAt !== undefined;
      }
      if (shownAt !== undefined && now - shownAt < REPEAT_MS) return false;
      if (memberCount >= PUBLISH_BY_CHAT_FROM) {
        if (busy.get(chatId, now)) return false;
        busy.set(chatId, true, now);
      }
      shown.set(key, now, now);
      return true;
    },
  };
}
