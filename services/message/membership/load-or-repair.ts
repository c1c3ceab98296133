import { serviceCall } from '@parley/kernel/call';
import type { Plain, ServiceClient } from '@parley/kernel/contract';
import { AppError } from '@parley/kernel/errors';
import type { Database } from '@parley/postgres/database';
import type { ChatService, ChatState } from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatMembership } from '../domain/authorize-send.ts';
import { loadMembership } from '../store/load-membership.ts';

/**
 * How `createMemberships` loads a chat: from the projection, and for a chat that is not in it from the chat service, whose answer is
 * applied first. Undefined where the chat service has no such chat either.
 */
export async function loadOrRepair(
  context: {
    readonly db: Database;
    readonly chat: Pick<ServiceClient<typeof ChatService>, 'getChatParticipants'>;
    readonly apply: (state: Plain<ChatState>) => Promise<void>;
  },
  chatId: string,
): Promise<ChatMembership | undefined> {
  const known = await loadMembership(context.db, chatId);
  if (known !== undefined) return known;
  try {
    await context.apply(await context.chat.getChatParticipants({ chatId }, serviceCall('message')));
  } catch (error) {
    if (error instanceof AppError && error.code === 'chat.not_found') return undefined;
    throw error;
  }
  return loadMembership(context.db, chatId);
}
