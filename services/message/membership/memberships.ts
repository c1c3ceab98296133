import { LRUCache } from 'lru-cache';
import type { ChatMembership } from '../domain/authorize-send.ts';

/** How many members all cached chats may have together; some 100 bytes each. */
const MAX_MEMBERS = 500_000;

/** Who may write where, and who hears of it, as this process remembers it. */
export interface Memberships {
  /**
   * What was known last, though the chat may have changed unheard since. Only for what is checked once more when it takes effect: a send,
   * which is written only if its chat still has this version.
   */
  lastKnown(chatId: string): ChatMembership | undefined;
  /** What is known without waiting and may be rested on; undefined sends the caller to `get`. */
  peek(chatId: string): ChatMembership | undefined;
  /** What is known or else loaded; asks the chat service for a chat that is not known here. Undefined when there is no such chat. */
  get(chatId: string): Promise<ChatMembership | undefined>;
  /** Loads it whatever is known. */
  renew(chatId: string): Promise<ChatMembership | undefined>;
  /** The chat has changed: what is known of it, and what is being loaded, no longer holds. */
  forget(chatId: string): void;
  /** Changes may have gone by unheard: nothing that is known may be rested on. */
  doubtAll(): void;
}

interface Known {
  readonly chat: ChatMembership;
  /** When it was loaded, counted in doubts. */
  readonly era: number;
}

/**
 * Keeps who may write where in memory, so that a send is authorised without asking anyone. `connected` tells whether word of changes comes
 * through: while it doesn't, only `lastKnown` answers from memory.
 */
export function createMemberships(
  load: (chatId: string) => Promise<ChatMembership | undefined>,
  connected: () => boolean,
): Memberships {
  const known = new LRUCache<string, Known>({ maxSize: MAX_MEMBERS, sizeCalculation: ({ chat }) => chat.members.size + 1 });
  const loading = new Map<string, Promise<ChatMembership | undefined>>();
  let era = 0;

  function start(chatId: string): Promise<ChatMembership | undefined> {
    const asOf = era;
    const promise: Promise<ChatMembership | undefined> = load(chatId)
      .then((chat) => {
        // Forgotten meanwhile: whoever waits gets this answer, the next one asks afresh.
        if (chat !== undefined && loading.get(chatId) === promise) known.set(chatId, { chat, era: asOf });
        return chat;
      })
      .finally(() => {
        if (loading.get(chatId) === promise) loading.delete(chatId);
      });
    loading.set(chatId, promise);
    return promise;
  }

  function peek(chatId: string): ChatMembership | undefined {
    const entry = known.get(chatId);
    return entry !== undefined && entry.era === era && connected() ? entry.chat : undefined;
  }

  return {
    lastKnown: (chatId) => known.get(chatId)?.chat,
    peek,
    async get(chatId) {
      return peek(chatId) ?? (await (loading.get(chatId) ?? start(chatId)));
    },
    renew: start,
    forget(chatId) {
      known.delete(chatId);
      loading.delete(chatId);
    },
    doubtAll() {
      era += 1;
      loading.clear();
    },
  };
}
