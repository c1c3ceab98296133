import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import { checkAddable } from '../addable.ts';
import { createChat } from '../changes/create-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { newGroup } from '../domain/create.ts';
import { parseTitle, parseTopic, parseUserIds } from '../domain/input.ts';
import { viewFor } from '../view.ts';

/**
 * A group owned by the caller, with these members.
 * @throws `request.invalid`, `chat.group_full`, `user.not_found`, `chat.add_refused`.
 */
export function createGroup(context: ChatContext): Methods['createGroup'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const title = parseTitle(request.title);
      const topic = parseTopic(request.topic ?? '') || undefined;
      const memberIds = parseUserIds(request.memberIds).filter((id) => id !== userId);
      if (memberIds.length + 1 > context.maxMembers) throw fail('chat.group_full');
      await checkAddable(context.user, call, userId, memberIds);
      const chat = newGroup({ id: context.ids.uuid(), at: context.clock.now() }, userId, memberIds, { title, topic });
      await createChat(context, call, chat, userId);
      return { chat: await viewFor(context.db, chat.id, userId), created: true };
    },
  };
}
