import { callingUser } from '@parley/kernel/call';
import { distinctUuids } from '@parley/kernel/uuid';
import type { ChatContext, Methods } from '../context.ts';
import { toContractChat } from '../contract.ts';
import { invalid } from '../domain/input.ts';
import { readViews } from '../store/views.ts';

/** Chats of one call, at the most: more than the largest page of the public protocol. */
const MAX_CHATS = 1_000;

/** Those of these chats that the caller is in, in the order asked for. Others are left out, whether they exist or not. */
export function getChats({ db }: Pick<ChatContext, 'db'>): Methods['getChats'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      if (request.chatIds.length > MAX_CHATS) throw invalid('chatIds', `must name at most ${MAX_CHATS} chats`);
      const chatIds = distinctUuids(request.chatIds);
      const views = new Map((await readViews(db, userId, chatIds, request.inlineMembers)).map((view) => [view.id, view]));
      return { chats: chatIds.flatMap((id) => views.get(id) ?? []).map(toContractChat) };
    },
  };
}
