import type { Plain } from '@parley/kernel/contract';
import type { Queryable } from '@parley/postgres/database';
import type { Chat } from '@parley/proto/parley/chat/v1/chat_pb';
import { fail } from '@parley/protocol/errors';
import { toContractChat } from './contract.ts';
import { readViews } from './store/views.ts';

/** A chat as this member sees it, without its members. @throws `chat.not_found` when they aren't in it (any more). */
export async function viewFor(db: Queryable, chatId: string, userId: string): Promise<Plain<Chat>> {
  const [view] = await readViews(db, userId, [chatId], 0);
  if (view === undefined) throw fail('chat.not_found');
  return toContractChat(view);
}
