import type { ChatItem } from '@parley/client/views/chat-item';

/** The chats whose title, or whose other person's username, holds all words of a filter; letters are compared without case and accents. */
export function filterChats(chats: readonly ChatItem[], filter: string): readonly ChatItem[] {
  const words = plain(filter).split(/\s+/).filter(Boolean);
  if (words.length === 0) return chats;
  return chats.filter((chat) => {
    const text = plain(`${chat.title} ${chat.peer?.username ?? ''}`);
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
