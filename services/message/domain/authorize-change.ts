import type { ErrorCode } from '@parley/protocol/errors';

/** What decides whether somebody may change a message that they can see. */
export interface ChangeCase {
  readonly actorId: string;
  readonly senderId: string;
  readonly deleted: boolean;
  /** Written by the server. */
  readonly system: boolean;
  readonly role: string;
  /** False for a former member. */
  readonly active: boolean;
  readonly chatType: string;
  /** Somebody of a direct chat has blocked the other. */
  readonly blocked: boolean;
  readonly permissionSend: string;
  readonly permissionEdit: string;
}

/** Only the sender, as long as they may write here. */
export function refuseEdit(change: ChangeCase): ErrorCode | undefined {
  if (!change.active) return 'chat.not_a_member';
  if (change.senderId !== change.actorId) return 'message.forbidden';
  if (change.blocked) return 'chat.blocked';
  if (change.permissionSend === 'admins' && change.role === 'member') return 'chat.forbidden';
  return change.deleted || change.system ? 'message.not_editable' : undefined;
}

/** The sender, even in a chat where they may no longer write, and the admins of a group. System messages are the record of the chat. */
export function refuseDeletion(change: ChangeCase): ErrorCode | undefined {
  if (!change.active) return 'chat.not_a_member';
  // A tombstone is a system message too; deleting it again is no change.
  if (change.system && !change.deleted) return 'message.forbidden';
  if (change.senderId === change.actorId) return undefined;
  return change.chatType === 'group' && change.role !== 'member' ? undefined : 'message.forbidden';
}

/** Every member, also where only admins may write. Taking a reaction back is always allowed to members. */
export function refuseReaction(change: ChangeCase, remove: boolean): ErrorCode | undefined {
  if (!change.active) return 'chat.not_a_member';
  if (remove) return undefined;
  if (change.blocked) return 'chat.blocked';
  return change.deleted || change.system ? 'message.not_editable' : undefined;
}

/** Those who may change what the chat looks like. */
export function refusePin(change: ChangeCase, remove: boolean): ErrorCode | undefined {
  if (!change.active) return 'chat.not_a_member';
  if (change.blocked) return 'chat.blocked';
  if (change.permissionEdit === 'admins' && change.role === 'member') return 'chat.forbidden';
  return !remove && (change.deleted || change.system) ? 'message.not_editable' : undefined;
}
