import { fail } from '@parley/protocol/errors';
import type { Change } from './change.ts';
import type { Audience, Chat, Member, Permissions } from './chat.ts';
import { mayInGroup } from './roles.ts';

/** What a request wants to change of a chat; what is undefined stays as it is, an empty text removes where that may be. */
export interface InfoUpdate {
  readonly title?: string | undefined;
  readonly topic?: string | undefined;
  readonly avatarUrl?: string | undefined;
  /** Seconds; 0 lets messages stay. */
  readonly disappearAfter?: number | undefined;
  readonly permissions: { readonly [K in keyof Permissions]?: Audience | undefined };
}

/**
 * Changing what a chat is called and shows, how long its messages stay, and who may do what in it: one change for each fact, none for what
 * stays the same.
 * @throws `chat.forbidden` when the actor may not change one of them, `chat.blocked` between people of whom one blocks the other; then none
 *   is changed.
 */
export function updateInfo(chat: Chat, actor: Member, update: InfoUpdate): Change[] {
  const { title, topic, avatarUrl } = update;
  const changes: Change[] = [];
  if (title !== undefined && title !== chat.title) changes.push({ kind: 'title', title });
  if (topic !== undefined && topic !== (chat.topic ?? '')) changes.push({ kind: 'topic', topic: topic || undefined });
  if (avatarUrl !== undefined && avatarUrl !== (chat.avatarUrl ?? ''))
    changes.push({ kind: 'avatar', avatarUrl: avatarUrl || undefined });
  const { disappearAfter } = update;
  if (disappearAfter !== undefined && disappearAfter !== (chat.disappearAfter ?? 0))
    changes.push({ kind: 'disappearing', disappearAfter: disappearAfter || undefined });
  if (changes.length > 0) requireEdit(chat, actor);

  const permissions: Permissions = {
    send: update.permissions.send ?? chat.permissions.send,
    edit: update.permissions.edit ?? chat.permissions.edit,
    invite: update.permissions.invite ?? chat.permissions.invite,
  };
  const { send, edit, invite } = chat.permissions;
  if (permissions.send !== send || permissions.edit !== edit || permissions.invite !== invite) {
    if (!mayInGroup(actor.role, 'manage', chat.permissions)) throw fail('chat.forbidden');
    changes.push({ kind: 'permissions', permissions });
  }
  return changes;
}

/** In a chat of two either of them may; in a group those who may edit it. */
function requireEdit(chat: Chat, actor: Member): void {
  if (chat.blockedBy.length > 0) throw fail('chat.blocked');
  if (chat.type === 'group' && !mayInGroup(actor.role, 'edit', chat.permissions)) throw fail('chat.forbidden');
}
