import { type Call, serviceCall } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { ChatContext } from './context.ts';

/**
 * That these people exist and let the actor add them to groups.
 * @throws `user.not_found`, `chat.add_refused`; the issues say which of them, by their ids.
 */
export async function checkAddable(
  user: Pick<ChatContext['user'], 'checkGroupAdd'>,
  call: Call,
  actorId: string,
  userIds: readonly string[],
): Promise<void> {
  if (userIds.length === 0) return;
  const { unknownIds, refusedIds } = await user.checkGroupAdd({ actorId, userIds: [...userIds] }, serviceCall('chat', call));
  if (unknownIds.length > 0)
    throw fail('user.not_found', { issues: unknownIds.map((id) => ({ path: id, message: 'is nobody’s id' })) });
  if (refusedIds.length > 0)
    throw fail('chat.add_refused', { issues: refusedIds.map((id) => ({ path: id, message: 'can’t be added by you' })) });
}
