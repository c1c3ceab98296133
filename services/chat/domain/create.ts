import { type Chat, DEFAULT_PERMISSIONS, type Member } from './chat.ts';

interface Birth {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
}

/** A direct chat of two people. Nobody owns it and nobody can leave it. */
export function newDirectChat({ id, at }: Birth, userIds: readonly [string, string]): Chat {
  return {
    ...blank({ id, at }),
    type: 'direct',
    members: userIds.map((userId): Member => ({ userId, role: 'member', joinedAt: at })),
  };
}

/** The chat of a person with themselves. */
export function newSelfChat({ id, at }: Birth, userId: string): Chat {
  return { ...blank({ id, at }), type: 'self', members: [{ userId, role: 'owner', joinedAt: at }] };
}

/** A group owned by who made it. `memberIds` are the others, each once. */
export function newGroup(
  { id, at }: Birth,
  ownerId: string,
  memberIds: readonly string[],
  info: { readonly title: string; readonly topic: string | undefined },
): Chat {
  const others = memberIds.map((userId): Member => ({ userId, role: 'member', joinedAt: at }));
  return { ...blank({ id, at }), ...info, type: 'group', members: [{ userId: ownerId, role: 'owner', joinedAt: at }, ...others] };
}

function blank({ id, at }: Birth): Omit<Chat, 'type' | 'members'> {
  return {
    id,
    title: undefined,
    topic: undefined,
    avatarUrl: undefined,
    permissions: DEFAULT_PERMISSIONS,
    disappearAfter: undefined,
    createdAt: at,
    version: 1,
    blockedBy: [],
  };
}
