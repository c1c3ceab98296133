import type { ChatItem } from '@parley/client/views/chat-item';

/** Whether the person may do something in a group, by its permissions and their role. */
export function mayChange(chat: Pick<ChatItem, 'role' | 'permissions'>, what: 'edit' | 'invite'): boolean {
  return chat.role !== 'member' || chat.permissions[what] === 'everyone';
}
