import type { ErrorCode } from '@parley/protocol/errors';

export interface Member {
  readonly role: string;
  /** Messages with a higher number are theirs to see. */
  readonly joinedSeq: number;
  /** The last message that a former member may see; absent while they are in. */
  readonly leftSeq?: number | undefined;
}

/** What decides whether somebody may write to a chat, as the message service knows it. */
export interface ChatMembership {
  readonly chatId: string;
  readonly type: string;
  /** Version of the chat service's state that this follows from. */
  readonly version: number;
  readonly permissionSend: string;
  readonly permissionEdit: string;
  /** Seconds after which new messages disappear; absent where they stay. */
  readonly disappearAfter?: number | undefined;
  /** Direct chats: who has blocked the other. */
  readonly blockedBy: readonly string[];
  readonly members: ReadonlyMap<string, Member>;
  /** Ids of those who are in now, for the fan-out. */
  readonly memberIds: readonly string[];
}

/** Why this person may not write here; undefined when they may. */
export function refuseSend(chat: ChatMembership, userId: string): ErrorCode | undefined {
  const member = chat.members.get(userId);
  if (member === undefined) return 'chat.not_found';
  if (member.leftSeq !== undefined) return 'chat.not_a_member';
  if (chat.blockedBy.length > 0) return 'chat.blocked';
  if (chat.permissionSend === 'admins' && member.role === 'member') return 'chat.forbidden';
  return undefined;
}
