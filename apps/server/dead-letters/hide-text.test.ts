import { expect, test } from 'bun:test';
import { hideText } from './hide-text.ts';

test('ids, numbers and names of things are shown, what somebody may have written is not', () => {
  const chatId = '0190c5a0-1111-7222-8333-444455556666';
  expect(
    hideText({
      chatId,
      version: 3,
      done: true,
      none: null,
      event: { type: 'group.member.added', userIds: [chatId], content: '{"title":"Our holiday"}' },
      password: 'secret',
      at: '2026-11-21T10:00:00.000Z',
    }),
  ).toEqual({
    chatId,
    version: 3,
    done: true,
    none: null,
    event: { type: 'group.member.added', userIds: [chatId], content: '(23 characters)' },
    password: '(6 characters)',
    at: '2026-11-21T10:00:00.000Z',
  });
});
