import { callingUser } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import { checkAddable } from '../addable.ts';
import { createChat, createChatOnce } from '../changes/create-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { newGroup } from '../domain/create.ts';
import { parseTitle, parseTopic, parseUserIds } from '../domain/input.ts';
import { claimKey, findKeyedGroup } from '../store/group-keys.ts';
import { viewFor } from '../view.ts';

/**
 * A group owned by the caller, with these members. With an idempotency key that was used before it is the group made then, as it is now.
 * @throws `request.invalid`, `chat.group_full`, `user.not_found`, `chat.add_refused`; `chat.not_found` when the caller has left that group.
 */
export function createGroup(context: ChatContext): Methods['createGroup'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const title = parseTitle(request.title);
      const topic = parseTopic(request.topic ?? '') || undefined;
      const memberIds = parseUserIds(request.memberIds).filter((id) => id !== userId);
      const key = parseKey(request.idempotencyKey);
      const first = key === undefined ? undefined : await findKeyedGroup(context.db, userId, key);
      if (first !== undefined) return { chat: await viewFor(context.db, first, userId), created: false };

      if (memberIds.length + 1 > context.maxMembers) throw fail('chat.group_full');
      await checkAddable(context.user, call, userId, memberIds);
      const chat = newGroup({ id: context.ids.uuid(), at: context.clock.now() }, userId, memberIds, { title, topic });
      if (key === undefined) {
        await createChat(context, call, chat, userId);
        return { chat: await viewFor(context.db, chat.id, userId), created: true };
      }
      const { chatId, created } = await createChatOnce(context, call, chat, userId, {
        take: (tx, id) => claimKey(tx, userId, key, id),
        find: (tx) => findKeyedGroup(tx, userId, key),
      });
      return { chat: await viewFor(context.db, chatId, userId), created };
    },
  };
}

function parseKey(key: string | undefined): string | undefined {
  if (key === undefined || isUuid(key)) return key;
  throw fail('request.invalid', { issues: [{ path: 'idempotencyKey', message: 'must be a UUID' }] });
}
