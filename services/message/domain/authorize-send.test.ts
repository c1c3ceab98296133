import { describe, expect, test } from 'bun:test';
import { type ChatMembership, type Member, refuseSend } from './authorize-send.ts';

function chat(members: Readonly<Record<string, Partial<Member>>>, rest: Partial<ChatMembership> = {}): ChatMembership {
  const entries = Object.entries(members).map(([id, member]) => [id, { role: 'member', joinedSeq: 0, ...member }] as const);
  return {
    chatId: 'chat',
    type: 'group',
    version: 1,
    permissionSend: 'everyone',
    permissionEdit: 'everyone',
    blockedBy: [],
    members: new Map(entries),
    memberIds: Object.keys(members),
    ...rest,
  };
}

describe('refuseSend', () => {
  test('lets members write', () => {
    expect(refuseSend(chat({ ann: {} }), 'ann')).toBeUndefined();
  });

  test('tells a stranger nothing of the chat', () => {
    expect(refuseSend(chat({ ann: {} }), 'bob')).toBe('chat.not_found');
  });

  test('refuses who has left', () => {
    expect(refuseSend(chat({ ann: { leftSeq: 0 } }), 'ann')).toBe('chat.not_a_member');
  });

  test('refuses both sides of a block', () => {
    const blocked = chat({ ann: {}, bob: {} }, { type: 'direct', blockedBy: ['bob'] });
    expect([refuseSend(blocked, 'ann'), refuseSend(blocked, 'bob')]).toEqual(['chat.blocked', 'chat.blocked']);
  });

  test('keeps a group where only admins write to its admins and owner', () => {
    const quiet = chat({ ann: { role: 'owner' }, bob: { role: 'admin' }, cid: {} }, { permissionSend: 'admins' });
    expect(['ann', 'bob', 'cid'].map((id) => refuseSend(quiet, id))).toEqual([undefined, undefined, 'chat.forbidden']);
  });
});
