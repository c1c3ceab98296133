import { fanOut } from '@parley/bus/fan-out';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import { encodeFrame } from '@parley/protocol/frames';
import type { Methods, PresenceContext } from '../context.ts';
import type { TypingThrottle } from '../domain/typing-throttle.ts';
import type { Memberships } from '../memberships.ts';

/**
 * Tells the other members of a chat that somebody types there, or stopped. Clients let it lapse after 5 s. Across a block nothing is told,
 * and that is not told either.
 * @throws `chat.not_found` to those who are not in the chat.
 */
export function typing(
  { live }: Pick<PresenceContext, 'live'>,
  memberships: Memberships,
  throttle: TypingThrottle,
): Methods['typing'] {
  return {
    allow: ['service'],
    async handle({ userId, chatId, active, connectionId }, call) {
      if (!isUuid(chatId)) throw fail('chat.not_found');
      const { members, blockedBy } = await memberships.of(chatId, call);
      if (!members.some((member) => member.userId === userId)) throw fail('chat.not_found');
      if (blockedBy.length > 0 || !throttle.passes({ userId, chatId, active }, members.length)) return {};
      const others = members.flatMap((member) => (member.userId === userId ? [] : [member.userId]));
      fanOut(live, { chatId, memberIds: others }, encodeFrame({ type: 'typing', chatId, userId, active }), {
        connection: connectionId,
      });
      return {};
    },
  };
}
