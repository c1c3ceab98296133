import { isUuid } from '@parley/kernel/uuid';
import type { Queryable } from '@parley/postgres/database';
import { fail } from '@parley/protocol/errors';
import { refusal } from './domain/access.ts';
import { type Chat, findMember, type Member } from './domain/chat.ts';
import type { Action } from './domain/roles.ts';
import { readChat, readMembership } from './store/read-chat.ts';

interface Place {
  readonly chat: Chat;
  readonly member: Member;
}

/**
 * The chat and the person's place in it, for something they want to do there.
 * @throws `chat.not_found` to strangers, `chat.not_a_member` to those who left, `chat.not_a_group`, `chat.forbidden`, `chat.blocked`.
 */
export async function requireRight(db: Queryable, chat: Chat | undefined, userId: string, action: Action): Promise<Place> {
  if (chat === undefined) throw fail('chat.not_found');
  const member = findMember(chat, userId);
  const wasMember = member !== undefined || (await readMembership(db, chat.id, userId)) !== undefined;
  const code = refusal(chat, userId, action, wasMember);
  if (code !== undefined || member === undefined) throw fail(code ?? 'chat.not_found');
  return { chat, member };
}

/** The same by the chat's id, outside a transaction: a first answer, to be asked again under the lock of a change. */
export async function requireRightIn(db: Queryable, chatId: string, userId: string, action: Action): Promise<Place> {
  return requireRight(db, isUuid(chatId) ? await readChat(db, chatId) : undefined, userId, action);
}

/**
 * That the person is in the chat, for what every member may do; it doesn't read the others.
 * @throws `chat.not_found` to strangers, `chat.not_a_member` to those who left.
 */
export async function requireMember(db: Queryable, chatId: string, userId: string): Promise<void> {
  const membership = isUuid(chatId) ? await readMembership(db, chatId, userId) : undefined;
  if (membership !== 'active') throw fail(membership === undefined ? 'chat.not_found' : 'chat.not_a_member');
}
