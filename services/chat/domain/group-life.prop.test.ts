import { describe, expect, test } from 'bun:test';
import { AppError } from '@parley/kernel/errors';
import fc from 'fast-check';
import { applyChanges, type Change } from './change.ts';
import { type Chat, findMember, type Role } from './chat.ts';
import { newGroup } from './create.ts';
import { addMembers, changeRole, removeMember } from './membership.ts';
import { compareRank, mayInGroup } from './roles.ts';

const MAX_MEMBERS = 6;
const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const person = fc.constantFrom(...PEOPLE);
const role = fc.constantFrom<Role>('owner', 'admin', 'member');

type Command =
  | { readonly kind: 'add'; readonly by: string; readonly userIds: string[] }
  | { readonly kind: 'remove'; readonly by: string; readonly userId: string }
  | { readonly kind: 'role'; readonly by: string; readonly userId: string; readonly role: Role };

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), by: person, userIds: fc.array(person, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant('remove' as const), by: person, userId: person }),
  fc.record({ kind: fc.constant('role' as const), by: person, userId: person, role }),
);

/** What the command changes; nothing where it is refused or its author is not in the group. */
function decide(chat: Chat, step: Command): Change[] {
  const actor = findMember(chat, step.by);
  if (actor === undefined) return [];
  try {
    if (step.kind === 'add')
      return mayInGroup(actor.role, 'invite', chat.permissions) ? addMembers(chat, step.userIds, MAX_MEMBERS) : [];
    if (step.kind === 'remove') return removeMember(chat, actor, step.userId);
    return changeRole(chat, actor, step.userId, step.role);
  } catch (error) {
    if (error instanceof AppError) return [];
    throw error;
  }
}

/** Runs commands one after the other and shows each group that came of it to `check`. */
function live(
  commands: readonly Command[],
  check: (before: Chat, step: Command, changes: readonly Change[], after: Chat) => void,
): void {
  let chat = newGroup({ id: 'g', at: 0 }, 'a', ['b', 'c', 'd'], { title: 'Group', topic: undefined });
  commands.forEach((step, index) => {
    const changes = decide(chat, step);
    const after = applyChanges(chat, changes, index + 1);
    check(chat, step, changes, after);
    chat = after;
  });
}

const lives = fc.array(command, { maxLength: 60, size: 'max' });

describe('life of a group (C1, C2)', () => {
  test('a group with people in it always has exactly one owner', () => {
    fc.assert(
      fc.property(lives, (commands) => {
        live(commands, (_before, _step, _changes, after) => {
          expect(after.members.filter((member) => member.role === 'owner')).toHaveLength(after.members.length === 0 ? 0 : 1);
        });
      }),
    );
  });

  test('never more members than allowed, and each once', () => {
    fc.assert(
      fc.property(lives, (commands) => {
        live(commands, (_before, _step, _changes, after) => {
          expect(after.members.length).toBeLessThanOrEqual(MAX_MEMBERS);
          expect(new Set(after.members.map((member) => member.userId)).size).toBe(after.members.length);
        });
      }),
    );
  });

  test('nobody removes or demotes another at or above their own rank', () => {
    fc.assert(
      fc.property(lives, (commands) => {
        live(commands, (before, step, _changes, after) => {
          const actor = findMember(before, step.by);
          for (const victim of before.members) {
            if (victim.userId === step.by) continue;
            const next = findMember(after, victim.userId);
            const harmed = next === undefined || compareRank(next.role, victim.role) < 0;
            if (harmed) expect(actor !== undefined && compareRank(actor.role, victim.role) > 0).toBe(true);
          }
        });
      }),
    );
  });

  test('nobody rises above the rank of who raised them, and nobody raises themselves', () => {
    fc.assert(
      fc.property(lives, (commands) => {
        live(commands, (before, step, _changes, after) => {
          const actor = findMember(before, step.by);
          for (const member of after.members) {
            const was = findMember(before, member.userId);
            if (was === undefined || compareRank(member.role, was.role) <= 0) continue;
            expect(member.userId).not.toBe(step.by);
            expect(actor !== undefined && compareRank(actor.role, member.role) >= 0).toBe(true);
          }
        });
      }),
    );
  });

  test('each change is one version, and a command that changes nothing is none', () => {
    fc.assert(
      fc.property(lives, (commands) => {
        live(commands, (before, _step, changes, after) => {
          expect(after.version).toBe(before.version + changes.length);
          if (changes.length > 0) expect({ ...after, version: 0 }).not.toEqual({ ...before, version: 0 });
        });
      }),
    );
  });

  test('the same command again by the same person changes nothing more, where it is allowed at all', () => {
    fc.assert(
      fc.property(lives, command, (commands, last) => {
        live([...commands, last], (_before, step, changes, after) => {
          if (step.kind === 'role' || changes.length === 0) return;
          expect(decide(after, step)).toEqual([]);
        });
      }),
    );
  });
});
