import { fail } from '@parley/protocol/errors';
import type { Change } from './change.ts';
import type { Audience, Chat, Member, Permissions } from './chat.ts';
import { mayInGroup } from './roles.ts';

/** What a request wants to change of a group; what is undefined stays as it is, an empty text removes where that may be. */
export interface InfoUpdate {
  readonly title?: string | undefined;
  readonly topic?: string | undefined;
  readonly avatarUrl?: string | undefined;
  readonly permissions: { readonly [K in keyof Permissions]?: Audience | undefined };
}

/**
 * Changing what a group is called and shows, and who may do what in it: one change for each fact, none for what stays the same.
 * @throws `chat.forbidden` when the actor may not change one of them; then none is changed.
 */
export function updateInfo(chat: Chat, actor: Member, update: InfoUpdate): Change[] {
  const { title, topic, avatarUrl } = update;
  const changes: Change[] = [];
  if (title !== undefined && title !== chat.title) changes.push({ kind: 'title', title });
  if (topic !== undefined && topic !== (chat.topic ?? '')) changes.push({ kind: 'topic', topic: topic || undefined });
  if (avatarUrl !== undefined && avatarUrl !== (chat.avatarUrl ?? ''))
    changes.push({ kind: 'avatar', avatarUrl: avatarUrl || undefined });
  if (changes.length > 0 && !mayInGroup(actor.role, 'edit', chat.permissions)) throw fail('chat.forbidden');

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
