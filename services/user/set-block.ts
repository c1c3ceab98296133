import { type Call, callingUser, serviceCall } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import { appendEvents } from '@parley/postgres/outbox';
import { fail } from '@parley/protocol/errors';
import { announceVisibility } from './announce-visibility.ts';
import type { UserContext } from './context.ts';
import { userEvent } from './domain/events.ts';
import { accountExists } from './store/accounts.ts';
import { deleteBlock, insertBlock } from './store/blocks.ts';

/**
 * Sets or lifts the caller's block of a person. After the commit the chat service is told, so that the direct chat follows at
 * once; it is told even where nothing changed here, because an earlier call may have ended between the two. Should this one end there,
 * the event in the outbox tells it.
 */
export async function setBlock(
  { db, live, clock, ids, chat }: Pick<UserContext, 'db' | 'live' | 'clock' | 'ids' | 'chat'>,
  call: Call,
  blockedId: string,
  blocked: boolean,
): Promise<void> {
  const { userId: blockerId } = callingUser(call);
  if (blockedId === blockerId) throw fail('user.self_not_allowed');
  if (!isUuid(blockedId) || !(await accountExists(db, blockedId))) throw fail('user.not_found');
  const block = { blockerId, blockedId };
  const now = clock.now();
  await db.transaction(async (tx) => {
    const changed = blocked ? await insertBlock(tx, block, now) : await deleteBlock(tx, block);
    if (!changed) return;
    const event = { subject: blocked ? 'user.blocked' : 'user.unblocked', payload: block } as const;
    await appendEvents(tx, 'users', [userEvent(ids.uuid(), now, blockerId, event)]);
  });
  // Presence is hidden both ways by a block.
  announceVisibility(live, blockedId, blockerId);
  announceVisibility(live, blockerId, blockedId);
  await chat.applyBlock({ ...block, blocked }, serviceCall('user', call));
}
