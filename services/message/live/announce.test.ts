import { expect, test } from 'bun:test';
import { type LiveMessage, userSubject } from '@parley/bus/live';
import { memoryLive } from '@parley/bus/memory-live';
import type { ChatMembership } from '../domain/authorize-send.ts';
import { announce } from './announce.ts';

const chat: ChatMembership = {
  chatId: 'chat',
  type: 'direct',
  version: 1,
  permissionSend: 'everyone',
  permissionEdit: 'everyone',
  blockedBy: [],
  members: new Map(),
  memberIds: ['ada', 'bob'],
};

function announced(from: { readonly connectionId?: string; readonly onlyConnection?: boolean }): Record<string, LiveMessage[]> {
  const live = memoryLive((error) => {
    throw error;
  });
  const heard: Record<string, LiveMessage[]> = { ada: [], bob: [] };
  for (const [userId, messages] of Object.entries(heard))
    live.subscribe(userSubject(userId), (message) => messages.push(message));
  const message = { id: 'm', chatId: 'chat', senderId: 'ada', clientMsgId: 'c', content: '{}', mentions: [], ...from };
  announce(live, [{ chat, message, seq: 1, createdAt: 0 }]);
  return heard;
}

test('a message goes to all members, its sender too, but not to the connection that it came from', () => {
  const { ada, bob } = announced({ connectionId: 'x' });
  expect([ada, bob]).toMatchObject([[{ exceptConnection: 'x' }], [{ exceptConnection: 'x' }]]);
});

test('a sender without another connection gets none', () => {
  const { ada, bob } = announced({ connectionId: 'x', onlyConnection: true });
  expect(ada).toEqual([]);
  expect(bob).toHaveLength(1);
});
