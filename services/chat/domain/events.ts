import type { SystemContent } from '@parley/protocol/content';
import type { Change } from './change.ts';
import type { Chat } from './chat.ts';

/** What happened to a chat between a version and the next, as other services and the durable stream are told. */
export interface ChatEvent {
  readonly type: 'chat.created' | 'chat.updated' | 'group.member.added' | 'group.member.removed' | 'group.member.role';
  /** Who did it. */
  readonly by: string;
  /** Whom it was done to. */
  readonly userIds: readonly string[];
  /** What the conversation shows of it; undefined where it leaves no trace there. */
  readonly content: SystemContent | undefined;
  /** Epoch ms. */
  readonly at: number;
}

/** One committed version of a chat and the event that led to it. */
export interface Step {
  readonly state: Chat;
  readonly event: ChatEvent;
}

/** The event of a chat's creation. Only groups show it: two people's first message speaks for itself. */
export function creationEvent(chat: Chat, by: string): ChatEvent {
  const userIds = chat.members.map((member) => member.userId);
  const content: SystemContent | undefined =
    chat.type === 'group' && chat.title !== undefined
      ? { type: 'system', event: 'chat.created', by, title: chat.title }
      : undefined;
  return { type: 'chat.created', by, userIds, content, at: chat.createdAt };
}

/** The event of a change made by `by` at `at` (epoch ms). */
export function changeEvent(change: Change, by: string, at: number): ChatEvent {
  const updated = (fields: Omit<SystemContent, 'type' | 'by'> | undefined): ChatEvent => ({
    type: 'chat.updated',
    by,
    userIds: [],
    content: fields && { type: 'system', by, ...fields },
    at,
  });
  switch (change.kind) {
    case 'title':
      return updated({ event: 'group.title', title: change.title });
    case 'topic':
      return updated({ event: 'group.topic', topic: change.topic ?? '' });
    case 'avatar':
      return updated({ event: 'group.avatar' });
    case 'permissions':
      return updated({ event: 'group.permissions' });
    case 'disappearing':
      return updated({ event: 'chat.disappearing', disappearAfter: change.disappearAfter ?? 0 });
    case 'block':
      return updated(undefined);
    case 'added': {
      const userIds = [...change.userIds];
      return {
        type: 'group.member.added',
        by,
        userIds,
        content: { type: 'system', event: 'group.member.added', by, userIds },
        at,
      };
    }
    case 'removed': {
      const userIds = [change.userId];
      const event = change.userId === by ? 'group.member.left' : 'group.member.removed';
      return { type: 'group.member.removed', by, userIds, content: { type: 'system', event, by, userIds }, at };
    }
    case 'roles': {
      const role = change.roles.find(({ userId }) => userId === change.userId)?.role ?? 'member';
      const userIds = [change.userId];
      return {
        type: 'group.member.role',
        by,
        userIds,
        content: { type: 'system', event: 'group.member.role', by, userIds, role },
        at,
      };
    }
  }
}
