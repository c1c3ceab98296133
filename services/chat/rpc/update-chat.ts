import { callingUser } from '@parley/kernel/call';
import type { Plain } from '@parley/kernel/contract';
import type { UpdateChatRequest } from '@parley/proto/parley/chat/v1/chat_pb';
import { changeGroup } from '../changes/change-chat.ts';
import type { ChatContext, Methods } from '../context.ts';
import { updateInfo } from '../domain/info.ts';
import { parseAudience, parseAvatarUrl, parseDisappearAfter, parseTitle, parseTopic } from '../domain/input.ts';
import { viewFor } from '../view.ts';

/**
 * Changes what a group is called and shows, who may do what in it, and, in any chat, how long new messages stay.
 * @throws `request.invalid`, `chat.not_found`, `chat.not_a_member`, `chat.not_a_group`, `chat.forbidden`, `chat.blocked`.
 */
export function updateChat(context: ChatContext): Methods['updateChat'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const update = {
        title: request.title === undefined ? undefined : parseTitle(request.title),
        topic: request.topic === undefined ? undefined : parseTopic(request.topic),
        avatarUrl: request.avatarUrl === undefined ? undefined : parseAvatarUrl(request.avatarUrl),
        disappearAfter: request.disappearAfter === undefined ? undefined : parseDisappearAfter(request.disappearAfter),
        permissions: {
          send: parseAudience('permissions.send', request.permissionSend),
          edit: parseAudience('permissions.edit', request.permissionEdit),
          invite: parseAudience('permissions.invite', request.permissionInvite),
        },
      };
      // Each fact of the update has its own right, which `updateInfo` checks.
      await changeGroup(context, call, { chatId: request.chatId, action: 'read', anyChat: isOfAnyChat(request) }, (chat, actor) =>
        updateInfo(chat, actor, update),
      );
      return viewFor(context.db, request.chatId, userId);
    },
  };
}

/** Two people's chat has no title and no roles, but its messages may disappear. */
function isOfAnyChat({ chatId: _, disappearAfter, ...ofGroups }: Plain<UpdateChatRequest>): boolean {
  return disappearAfter !== undefined && Object.values(ofGroups).every((value) => value === undefined);
}
