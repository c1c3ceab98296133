import { expect, test } from 'bun:test';
import type { ChatItem } from '@parley/client/views/chat-item';
import { filterChats } from './filter-chats.ts';

const chat = (title: string, username?: string): ChatItem => ({
  id: title,
  type: 'direct',
  title,
  ...(username ? { peer: { id: title, displayName: title, username } } : {}),
  memberCount: 2,
  lastSeq: 0,
  lastActivityAt: 0,
  unread: 0,
  readSeq: 0,
  markedUnread: false,
  pinned: false,
  archived: false,
  role: 'member',
  permissions: { send: 'everyone', edit: 'everyone', invite: 'everyone' },
  canSend: true,
  typing: [],
});

const chats = [chat('Zoë Müller', 'zoe'), chat('Book club'), chat('ليلى حداد')];
const titles = (filter: string) => filterChats(chats, filter).map(({ title }) => title);

test('an empty filter leaves the list as it is', () => {
  expect(filterChats(chats, '  ')).toBe(chats);
});

test('case and accents make no difference', () => {
  expect(titles('zoe mul')).toEqual(['Zoë Müller']);
  expect(titles('BOOK')).toEqual(['Book club']);
});

test('other scripts and usernames are found', () => {
  expect(titles('حداد')).toEqual(['ليلى حداد']);
  expect(titles('zoe')).toEqual(['Zoë Müller']);
  expect(titles('nobody')).toEqual([]);
});
