import { TYPING_TTL_MS } from '@parley/protocol/limits';
import type { Presence } from '@parley/protocol/presence';
import type { Clock } from '../clock.ts';
import { createListeners, type Listeners } from './listeners.ts';

/** What is true only for a moment: who types, who is there. Never stored. */
export interface Ephemeral {
  typingIn(chatId: string): readonly string[];
  presenceOf(userId: string): Presence | undefined;
  setTyping(chatId: string, userId: string, active: boolean): void;
  setPresence(presence: Presence): void;
  /** The connection is gone, and with it what it said. */
  forget(): void;
  /** Told of every change. */
  readonly listeners: Listeners;
}

export function createEphemeral(clock: Clock): Ephemeral {
  const listeners = createListeners();
  const typing = new Map<string, Map<string, () => void>>();
  const presence = new Map<string, Presence>();

  const stopTyping = (chatId: string, userId: string): void => {
    const chat = typing.get(chatId);
    chat?.get(userId)?.();
    chat?.delete(userId);
    if (chat?.size === 0) typing.delete(chatId);
  };

  return {
    typingIn: (chatId) => [...(typing.get(chatId)?.keys() ?? [])],
    presenceOf: (userId) => presence.get(userId),
    setTyping(chatId, userId, active) {
      stopTyping(chatId, userId);
      if (active) {
        const chat = typing.get(chatId) ?? new Map<string, () => void>();
        const cancel = clock.schedule(TYPING_TTL_MS, () => {
          stopTyping(chatId, userId);
          listeners.tell();
        });
        typing.set(chatId, chat.set(userId, cancel));
      }
      listeners.tell();
    },
    setPresence(next) {
      presence.set(next.userId, next);
      listeners.tell();
    },
    forget() {
      for (const chat of typing.values()) for (const cancel of chat.values()) cancel();
      typing.clear();
      presence.clear();
      listeners.tell();
    },
    listeners,
  };
}
