import { expect, test } from 'bun:test';
import { sampleMessage } from '../store/sample-records.ts';
import { type ChangeFrame, changeMessage } from './change-message.ts';

const message = sampleMessage('a', 3, { reactions: [{ emoji: '👍', count: 2, mine: true }], starred: true });
const where = { chatId: 'a', messageId: message.id, seq: 3, version: 9 };
const reaction = (change: Partial<Extract<ChangeFrame, { type: 'message.reaction' }>>): ChangeFrame => ({
  type: 'message.reaction',
  ...where,
  userId: 'x',
  emoji: '👍',
  removed: false,
  count: 3,
  ...change,
});

test('an edit replaces the content and nothing personal', () => {
  const after = changeMessage(
    message,
    { type: 'message.edited', ...where, content: { type: 'text', text: 'new' }, editedAt: 't' },
    'me',
  );
  expect(after).toEqual({ ...message, content: { type: 'text', text: 'new' }, editedAt: 't' });
});

test('a deletion for everyone leaves a trace without reactions, content or quote', () => {
  const after = changeMessage(
    { ...message, replyTo: { id: 'r', seq: 1, senderId: 's', preview: 'p' } },
    { type: 'message.deleted', ...where, for: 'everyone', deletedAt: 't' },
    'me',
  );
  expect(after?.content).toEqual({ type: 'system', event: 'message.deleted' });
  expect(after?.reactions).toBeUndefined();
  expect(after?.replyTo).toBeUndefined();
  expect(after?.deletedAt).toBe('t');
});

test('a deletion for oneself hides it', () => {
  expect(changeMessage(message, { type: 'message.deleted', ...where, for: 'me', deletedAt: 't' }, 'me')).toBeUndefined();
});

test("somebody else's reaction changes the count and not what is mine", () => {
  expect(changeMessage(message, reaction({}), 'me')?.reactions).toEqual([{ emoji: '👍', count: 3, mine: true }]);
});

test('an own reaction, set or taken back on another device, changes what is mine', () => {
  expect(changeMessage(message, reaction({ userId: 'me', removed: true, count: 1 }), 'me')?.reactions).toEqual([
    { emoji: '👍', count: 1, mine: false },
  ]);
  expect(changeMessage(message, reaction({ userId: 'me', emoji: '🎉', count: 1 }), 'me')?.reactions?.[1]).toEqual({
    emoji: '🎉',
    count: 1,
    mine: true,
  });
});

test('the last reaction of its kind goes', () => {
  expect(changeMessage(message, reaction({ removed: true, count: 0 }), 'me')?.reactions).toEqual([]);
});

test('taking a change in twice is the same as once', () => {
  const once = changeMessage(message, reaction({}), 'me');
  expect(once && changeMessage(once, reaction({}), 'me')).toEqual(once);
});
