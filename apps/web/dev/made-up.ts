import type { ChatItem } from '@parley/client/views/chat-item';
import type { MessageItem } from '@parley/client/views/message-item';
import type { User } from '@parley/protocol/user';

const names = ['Ada Novak', 'Jonas Lindqvist', 'Priya Raman', 'Tomás Herrera', 'Mei Tanaka', 'ليلى حداد', 'Grace Okafor'];

/** People who don't exist. The first one is signed in. */
export const people: readonly User[] = names.map((displayName, index) => ({
  id: `user-${index}`,
  displayName,
  username: displayName.split(' ')[0]?.toLowerCase(),
  about: 'Made up for the preview',
  online: index % 3 === 1,
  lastSeenAt: new Date(Date.now() - index * 3_600_000).toISOString(),
}));

const lines = [
  'Morning! Did the paint arrive?',
  'It did. Three tins of the green, and they threw in a brush.',
  'Perfect 🎉',
  'The new shelves are up at https://example.org/shelves, have a look when you can.',
  'Those look great. I was worried about the left wall, but with the light in the afternoon it works, and the plants can stay where they are.',
  'Shall we hang the lamp on Saturday?',
  'Saturday works. I bring the ladder.',
  '👍',
];

/** `count` messages of a chat, the last one just now. */
export function messagesOf(chatId: string, others: readonly User[], count: number): readonly MessageItem[] {
  const me = people[0] as User;
  return Array.from({ length: count }, (_, index): MessageItem => {
    const turn = Math.floor(index / 2) % (others.length + 1);
    const sender = turn === 0 ? me : (others[turn - 1] ?? me);
    return {
      key: `${chatId}-${index}`,
      id: `${chatId}-${index}`,
      seq: index + 1,
      chatId,
      clientMsgId: `${chatId}-${index}`,
      senderId: sender.id,
      sender,
      mine: sender === me,
      at: Date.now() - (count - index) * 9 * 60_000,
      deleted: index % 17 === 11,
      content: { type: 'text', text: lines[index % lines.length] ?? '' },
      ...(index % 9 === 5
        ? {
            replyTo: { id: 'x', seq: index - 2, senderId: others[0]?.id ?? '', preview: lines[(index - 2) % lines.length] ?? '' },
          }
        : {}),
      ...(index % 11 === 4 ? { editedAt: Date.now() } : {}),
      mentions: [],
      reactions:
        index % 8 === 3
          ? [
              { emoji: '❤️', count: 2, mine: true },
              { emoji: '👍', count: 1, mine: false },
            ]
          : [],
      starred: index % 13 === 6,
      ...(sender === me ? { status: index === count - 1 ? 'pending' : index > count - 4 ? 'delivered' : 'read' } : {}),
      syncing: false,
    };
  });
}

/** A chat with the last of its messages. */
export function chatOf(
  id: string,
  title: string,
  peer: User | undefined,
  last: MessageItem | undefined,
  change: Partial<ChatItem>,
): ChatItem {
  return {
    id,
    type: peer ? 'direct' : 'group',
    title,
    ...(peer ? { peer } : {}),
    memberCount: peer ? 2 : 4,
    lastSeq: last?.seq ?? 0,
    ...(last ? { lastMessage: last } : {}),
    lastActivityAt: last?.at ?? Date.now(),
    unread: 0,
    readSeq: last?.seq ?? 0,
    markedUnread: false,
    pinned: false,
    archived: false,
    role: 'owner',
    permissions: { send: 'everyone', edit: 'everyone', invite: 'everyone' },
    canSend: true,
    typing: [],
    ...change,
  };
}
