import { isUuid } from '@parley/kernel/uuid';
import type { ChatContext, Methods } from '../context.ts';
import { alignBlock } from '../follow-blocks.ts';

/**
 * For user: a block was set or lifted. The direct chat of the two follows, if there is one; a repeat changes nothing. How things stand is
 * asked, because calls may overtake each other.
 */
export function applyBlock(context: ChatContext): Methods['applyBlock'] {
  return {
    allow: ['service'],
    async handle({ blockerId, blockedId }, call) {
      if (isUuid(blockerId) && isUuid(blockedId) && blockerId !== blockedId)
        await alignBlock(context, call, { blockerId, blockedId });
      return {};
    },
  };
}
