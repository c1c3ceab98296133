import type { ErrorCode } from '@parley/protocol/errors';
import { type Chat, findMember } from './chat.ts';
import { type Action, mayInGroup } from './roles.ts';

/**
 * Why a person may not do something in a chat, or undefined when they may. `wasMember` tells somebody who left or was
 * removed from a stranger: a stranger learns nothing, not even that the chat exists.
 */
export function refusal(
  chat: Chat,
  userId: string,
  action: Action,
  wasMember: boolean,
):
  | Extract<ErrorCode, 'chat.not_found' | 'chat.not_a_member' | 'chat.not_a_group' | 'chat.forbidden' | 'chat.blocked'>
  | undefined {
  const member = findMember(chat, userId);
  if (member === undefined) return wasMember ? 'chat.not_a_member' : 'chat.not_found';
  if (chat.type === 'group') return mayInGroup(member.role, action, chat.permissions) ? undefined : 'chat.forbidden';
  if (action === 'read') return undefined;
  if (action === 'send') return chat.blockedBy.length > 0 ? 'chat.blocked' : undefined;
  return 'chat.not_a_group';
}
