import { expect, test } from 'bun:test';
import { chatRecord, sampleChat } from '../store/sample-records.ts';
import { mergeChat, raiseMarks } from './merge-chat.ts';

const me = {
  role: 'member',
  joinedSeq: 0,
  readSeq: 2,
  deliveredSeq: 3,
  unread: 0,
  pinned: false,
  archived: false,
  markedUnread: false,
} as const;

test('a chat of the first sync begins at its end: what was before is history', () => {
  expect(mergeChat(undefined, sampleChat('a', { lastSeq: 40, me }), 'first-sync', 'me').head).toBe(40);
});

test('a chat that appears later begins where the person joined', () => {
  expect(mergeChat(undefined, sampleChat('a', { lastSeq: 40, me: { ...me, joinedSeq: 38 } }), 'later', 'me').head).toBe(38);
});

test('one with a long past begins at its end all the same', () => {
  expect(mergeChat(undefined, sampleChat('a', { lastSeq: 90_000, me }), 'later', 'me').head).toBe(90_000);
});

test('an older answer takes back nothing that is shared', () => {
  const record = chatRecord('a', { chat: sampleChat('a', { version: 5, title: 'new', memberCount: 7, lastSeq: 9 }) });
  const { chat } = mergeChat(record, sampleChat('a', { version: 4, title: 'old', lastSeq: 8 }), 'later', 'me');
  expect([chat.version, chat.title, chat.memberCount, chat.lastSeq]).toEqual([5, 'new', 7, 9]);
});

test('what is told of a chat is not what was taken in of it', () => {
  const record = chatRecord('a', { version: 3 });
  expect(mergeChat(record, sampleChat('a', { messagesVersion: 8 }), 'later', 'me')).toMatchObject({
    version: 3,
    chat: { messagesVersion: 8 },
  });
});

test('watermarks never go back, and reading is getting', () => {
  const marks = raiseMarks({ x: { deliveredSeq: 5, readSeq: 4 } }, 'x', { readSeq: 6, deliveredSeq: 1 });
  expect(marks).toEqual({ x: { deliveredSeq: 6, readSeq: 6 } });
  expect(raiseMarks(marks, 'x', { readSeq: 2 })).toBe(marks);
});
