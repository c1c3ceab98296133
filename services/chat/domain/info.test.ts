import { describe, expect, test } from 'bun:test';
import { fail } from '@parley/protocol/errors';
import { applyChanges } from './change.ts';
import type { Chat, Member } from './chat.ts';
import { newGroup } from './create.ts';
import { updateInfo } from './info.ts';

const chat = newGroup({ id: 'c', at: 0 }, 'o', ['m'], { title: 'Old', topic: 'About' });
const owner: Member = { userId: 'o', role: 'owner', joinedAt: 0 };
const member: Member = { userId: 'm', role: 'member', joinedAt: 0 };
const editByAdmins: Chat = { ...chat, permissions: { ...chat.permissions, edit: 'admins' } };

describe('updating a group', () => {
  test('one change for each fact that is new', () => {
    const changes = updateInfo(chat, owner, { title: 'New', topic: '', avatarUrl: '/a', permissions: { send: 'admins' } });
    expect(changes.map((change) => change.kind)).toEqual(['title', 'topic', 'avatar', 'permissions']);
    expect(applyChanges(chat, changes, 1)).toEqual({
      ...chat,
      title: 'New',
      topic: undefined,
      avatarUrl: '/a',
      permissions: { ...chat.permissions, send: 'admins' },
      version: 5,
    });
  });

  test('none for what stays as it is, so anybody may repeat it', () => {
    expect(
      updateInfo(editByAdmins, member, { title: 'Old', topic: 'About', avatarUrl: '', permissions: { send: 'everyone' } }),
    ).toEqual([]);
  });

  test('the right to edit is for title, topic and picture; permissions are for those who lead', () => {
    expect(() => updateInfo(editByAdmins, member, { title: 'New', permissions: {} })).toThrow(fail('chat.forbidden'));
    expect(updateInfo(chat, member, { title: 'New', permissions: {} })).toHaveLength(1);
    expect(() => updateInfo(chat, member, { title: 'New', permissions: { invite: 'admins' } })).toThrow(fail('chat.forbidden'));
  });
});
