import { fail } from '@parley/protocol/errors';
import type { Change } from './change.ts';
import { type Chat, findMember, type Member, type Role } from './chat.ts';
import { compareRank, mayChangeRole, mayRemove } from './roles.ts';

/**
 * Adding people to a group. Those who are in it already are passed over, so a repeated request changes nothing.
 * @throws `chat.group_full` when it would have more than `maxMembers`.
 */
export function addMembers(chat: Chat, userIds: readonly string[], maxMembers: number): Change[] {
  const present = new Set(chat.members.map((member) => member.userId));
  const added = [...new Set(userIds)].filter((userId) => !present.has(userId));
  if (added.length === 0) return [];
  if (chat.members.length + added.length > maxMembers) throw fail('chat.group_full');
  return [{ kind: 'added', userIds: added }];
}

/**
 * Removing somebody from a group, or leaving it when `targetId` is the actor. An owner who leaves hands over first, so that a
 * group with people in it always has exactly one owner and nobody is held back by having to choose.
 * @throws `member.not_found`, `chat.forbidden`.
 */
export function removeMember(chat: Chat, actor: Member, targetId: string): Change[] {
  const target = memberOrFail(chat, targetId);
  const removal: Change = { kind: 'removed', userId: targetId };
  if (target.userId !== actor.userId) {
    if (!mayRemove(actor.role, target.role)) throw fail('chat.forbidden');
    return [removal];
  }
  const heir = target.role === 'owner' ? heirOf(chat, targetId) : undefined;
  return heir === undefined ? [removal] : [handover(targetId, heir.userId), removal];
}

/**
 * Changing a member's role. Making somebody the owner makes the former owner an admin; an admin may step down by themselves.
 * @throws `member.not_found`, `chat.forbidden`, `chat.owner_required` for an owner who steps down without an heir.
 */
export function changeRole(chat: Chat, actor: Member, targetId: string, role: Role): Change[] {
  const target = memberOrFail(chat, targetId);
  const self = target.userId === actor.userId;
  const allowed = self ? compareRank(role, actor.role) <= 0 : mayChangeRole(actor.role, target.role, role);
  if (!allowed) throw fail('chat.forbidden');
  if (target.role === role) return [];
  if (self && actor.role === 'owner') throw fail('chat.owner_required');
  if (role === 'owner') return [handover(actor.userId, targetId)];
  return [{ kind: 'roles', userId: targetId, roles: [{ userId: targetId, role }] }];
}

function memberOrFail(chat: Chat, userId: string): Member {
  const member = findMember(chat, userId);
  if (member === undefined) throw fail('member.not_found');
  return member;
}

function handover(fromId: string, toId: string): Change {
  return {
    kind: 'roles',
    userId: toId,
    roles: [
      { userId: toId, role: 'owner' },
      { userId: fromId, role: 'admin' },
    ],
  };
}

/** Who owns a group after its owner: the admin who has been there longest, else the member who has. */
function heirOf(chat: Chat, ownerId: string): Member | undefined {
  const others = chat.members.filter((member) => member.userId !== ownerId);
  return others.sort((a, b) => compareRank(b.role, a.role) || a.joinedAt - b.joinedAt || (a.userId < b.userId ? -1 : 1))[0];
}
