import { describe, expect, test } from 'bun:test';
import { refusal } from './access.ts';
import type { Chat } from './chat.ts';
import { newDirectChat, newGroup, newSelfChat } from './create.ts';
import type { Action } from './roles.ts';

const birth = { id: 'c', at: 0 };
const open = newGroup(birth, 'owner', ['member'], { title: 'Group', topic: undefined });
const closed: Chat = { ...open, permissions: { send: 'admins', edit: 'admins', invite: 'admins' } };
const direct = newDirectChat(birth, ['a', 'b']);
const blocked: Chat = { ...direct, blockedBy: ['a'] };
const self = newSelfChat(birth, 'a');

const ALL: Action[] = ['read', 'send', 'edit', 'invite', 'manage'];

/** The actions that are let through. */
const allowed = (chat: Chat, userId: string) => ALL.filter((action) => refusal(chat, userId, action, true) === undefined);

describe('who may do what', () => {
  test.each([
    ['a member of an open group', open, 'member', ['read', 'send', 'edit', 'invite']],
    ['a member of a group led by admins', closed, 'member', ['read']],
    ['the owner of a group led by admins', closed, 'owner', ALL],
    ['one of two people', direct, 'a', ['read', 'send']],
    ['who blocked the other', blocked, 'a', ['read']],
    ['who was blocked', blocked, 'b', ['read']],
    ['oneself', self, 'a', ['read', 'send']],
  ] as const)('%s', (_who, chat, userId, actions) => {
    expect(allowed(chat, userId)).toEqual([...actions]);
  });

  test.each(ALL)('to a stranger there is no chat, to a former member no place in it: %s', (action) => {
    for (const chat of [open, closed, direct, blocked, self]) {
      expect(refusal(chat, 'stranger', action, false)).toBe('chat.not_found');
      expect(refusal(chat, 'former', action, true)).toBe('chat.not_a_member');
    }
  });

  test('a direct chat is no group; a block is called so', () => {
    expect(refusal(direct, 'a', 'edit', true)).toBe('chat.not_a_group');
    expect(refusal(blocked, 'b', 'send', true)).toBe('chat.blocked');
    expect(refusal(closed, 'member', 'send', true)).toBe('chat.forbidden');
  });
});
