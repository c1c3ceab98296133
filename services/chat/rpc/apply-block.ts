import { isUuid } from '@parley/kernel/uuid';
import { changeBlock } from '../change-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { findPairChat } from '../store/direct-pairs.ts';

/** For user: a block was set or lifted. The direct chat of the two follows, if there is one; a repeat changes nothing. */
export function applyBlock(context: ChatContext): Methods['applyBlock'] {
  return {
    allow: ['service'],
    async handle({ blockerId, blockedId, blocked }, call) {
      if (!isUuid(blockerId) || !isUuid(blockedId) || blockerId === blockedId) return {};
      const chatId = await findPairChat(context.db, blockerId, blockedId);
      if (chatId !== undefined) await changeBlock(context, call, chatId, { blockerId, blocked });
      return {};
    },
  };
}
