import { describe, expect, test } from 'bun:test';
import { AppError } from '@parley/kernel/errors';
import { applyChanges } from './change.ts';
import { type Chat, findMember, type Member, type Role } from './chat.ts';
import { newGroup } from './create.ts';
import { addMembers, changeRole, removeMember } from './membership.ts';

const group = (...people: [userId: string, role: Role, joinedAt: number][]): Chat => ({
  ...newGroup({ id: 'g', at: 0 }, 'x', [], { title: 'Group', topic: undefined }),
  members: people.map(([userId, role, joinedAt]) => ({ userId, role, joinedAt })),
});

function member(chat: Chat, userId: string): Member {
  const found = findMember(chat, userId);
  if (found === undefined) throw new Error(`${userId} is not in the group of this test`);
  return found;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return undefined;
}

describe('leaving', () => {
  const chat = group(['o', 'owner', 1], ['m1', 'member', 1], ['a2', 'admin', 5], ['a1', 'admin', 3]);

  test('an owner hands over to the admin who has been there longest, in a version of its own', () => {
    const changes = removeMember(chat, member(chat, 'o'), 'o');
    expect(changes.map((change) => change.kind)).toEqual(['roles', 'removed']);
    const after = applyChanges(chat, changes, 9);
    expect(findMember(after, 'a1')?.role).toBe('owner');
    expect(findMember(after, 'o')).toBeUndefined();
  });

  test('without admins, to the member who has been there longest', () => {
    const small = group(['o', 'owner', 1], ['m2', 'member', 7], ['m1', 'member', 2]);
    expect(findMember(applyChanges(small, removeMember(small, member(small, 'o'), 'o'), 9), 'm1')?.role).toBe('owner');
  });

  test('the last one leaves an empty group', () => {
    const lone = group(['o', 'owner', 1]);
    expect(removeMember(lone, member(lone, 'o'), 'o')).toEqual([{ kind: 'removed', userId: 'o' }]);
  });
});

describe('roles', () => {
  const chat = group(['o', 'owner', 1], ['a', 'admin', 2], ['b', 'admin', 2], ['m', 'member', 3]);
  const change = (by: string, userId: string, role: Role) => () => changeRole(chat, member(chat, by), userId, role);

  test('ownership is handed over in one change that lists both', () => {
    expect(change('o', 'm', 'owner')()).toEqual([
      {
        kind: 'roles',
        userId: 'm',
        roles: [
          { userId: 'm', role: 'owner' },
          { userId: 'o', role: 'admin' },
        ],
      },
    ]);
  });

  test.each([
    ['an admin makes an admin', 'a', 'm', 'admin', undefined],
    ['an admin makes no owner', 'a', 'm', 'owner', 'chat.forbidden'],
    ['an admin unmakes no other admin', 'a', 'b', 'member', 'chat.forbidden'],
    ['an admin steps down', 'a', 'a', 'member', undefined],
    ['an admin does not raise themselves', 'a', 'a', 'owner', 'chat.forbidden'],
    ['a member changes nobody', 'm', 'a', 'member', 'chat.forbidden'],
    ['an owner steps down only by handing over', 'o', 'o', 'admin', 'chat.owner_required'],
    ['nobody changes a stranger', 'o', 'x', 'admin', 'member.not_found'],
  ] as const)('%s', (_what, by, userId, role, code) => {
    expect(codeOf(change(by, userId, role))).toBe(code);
  });
});

describe('adding', () => {
  const chat = group(['o', 'owner', 1], ['m', 'member', 2]);

  test('passes over those who are there and names each newcomer once', () => {
    expect(addMembers(chat, ['m', 'n', 'n'], 3)).toEqual([{ kind: 'added', userIds: ['n'] }]);
    expect(addMembers(chat, ['m'], 2)).toEqual([]);
  });

  test('fills a group to its limit and not beyond', () => {
    expect(codeOf(() => addMembers(chat, ['n'], 3))).toBeUndefined();
    expect(codeOf(() => addMembers(chat, ['n', 'p'], 3))).toBe('chat.group_full');
  });
});
