import { callingUser } from '@parley/kernel/call';
import { createPairChat } from '../changes/create-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { newSelfChat } from '../domain/create.ts';
import { findPairChat } from '../store/direct-pairs.ts';
import { viewFor } from '../view.ts';

/** The caller's chat with themselves, made at the first call. */
export function createSelfChat(context: ChatContext): Methods['createSelfChat'] {
  return {
    allow: ['user'],
    async handle(_request, call) {
      const { userId } = callingUser(call);
      const existing = await findPairChat(context.db, userId, userId);
      if (existing !== undefined) return { chat: await viewFor(context.db, existing, userId), created: false };
      const chat = newSelfChat({ id: context.ids.uuid(), at: context.clock.now() }, userId);
      const { chatId, created } = await createPairChat(context, call, chat, [userId, userId]);
      return { chat: await viewFor(context.db, chatId, userId), created };
    },
  };
}
