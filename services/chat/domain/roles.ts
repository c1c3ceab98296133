import type { Permissions, Role } from './chat.ts';

/** What people do in a chat that needs a right. `manage`: remove members, change roles and permissions. */
export type Action = 'read' | 'send' | 'edit' | 'invite' | 'manage';

const ACTIONS: ReadonlySet<string> = new Set<Action>(['read', 'send', 'edit', 'invite', 'manage']);

export function isAction(text: string): text is Action {
  return ACTIONS.has(text);
}

const RANKS: Readonly<Record<Role, number>> = { member: 1, admin: 2, owner: 3 };

export function isRole(text: string): text is Role {
  return Object.hasOwn(RANKS, text);
}

/** Negative when `a` stands below `b`, 0 at the same rank. */
export function compareRank(a: Role, b: Role): number {
  return RANKS[a] - RANKS[b];
}

/** Whether a member of a group with this role may do that. */
export function mayInGroup(role: Role, action: Action, permissions: Permissions): boolean {
  const leads = role !== 'member';
  switch (action) {
    case 'read':
      return true;
    case 'send':
    case 'edit':
    case 'invite':
      return leads || permissions[action] === 'everyone';
    case 'manage':
      return leads;
  }
}

/** Whether somebody may remove another: those who lead may, but only people below their own rank. */
export function mayRemove(actor: Role, target: Role): boolean {
  return actor !== 'member' && compareRank(actor, target) > 0;
}

/**
 * Whether somebody may change another's role: those who lead may, for people below their own rank, up to their own rank.
 * So an admin makes admins, only the owner unmakes them, and only the owner hands over ownership.
 */
export function mayChangeRole(actor: Role, target: Role, next: Role): boolean {
  return actor !== 'member' && compareRank(actor, target) > 0 && compareRank(actor, next) >= 0;
}
