import { LRUCache } from 'lru-cache';
import type { ChatMembership } from '../domain/authorize-send.ts';

/** How many members all cached chats may have together; some 100 bytes each. */
const MAX_MEMBERS = 500_000;

export interface Memberships {
  /** What is known without waiting; undefined sends the caller to `get`. */
  peek(chatId: string): ChatMembership | undefined;
  /** Loads it, and asks the chat service for a chat that is not known here; undefined when there is no such chat. */
  get(chatId: string): Promise<ChatMembership | undefined>;
  /** The chat has changed: what is known of it, and what is being loaded, no longer holds. */
  forget(chatId: string): void;
  /** Changes may have gone by unheard: nothing that is known holds. */
  forgetAll(): void;
}

/** Keeps who may write where in memory, so that a send is authorised without asking anyone. */
export function createMemberships(load: (chatId: string) => Promise<ChatMembership | undefined>): Memberships {
  const known = new LRUCache<string, ChatMembership>({ maxSize: MAX_MEMBERS, sizeCalculation: (chat) => chat.members.size + 1 });
  const loading = new Map<string, Promise<ChatMembership | undefined>>();

  function start(chatId: string): Promise<ChatMembership | undefined> {
    const promise: Promise<ChatMembership | undefined> = load(chatId)
      .then((chat) => {
        // Forgotten meanwhile: whoever waits gets this answer, the next one asks afresh.
        if (chat !== undefined && loading.get(chatId) === promise) known.set(chatId, chat);
        return chat;
      })
      .finally(() => {
        if (loading.get(chatId) === promise) loading.delete(chatId);
      });
    loading.set(chatId, promise);
    return promise;
  }

  return {
    peek: (chatId) => known.get(chatId),
    async get(chatId) {
      return known.get(chatId) ?? (await (loading.get(chatId) ?? start(chatId)));
    },
    forget(chatId) {
      known.delete(chatId);
      loading.delete(chatId);
    },
    forgetAll() {
      known.clear();
      loading.clear();
    },
  };
}
