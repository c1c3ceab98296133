import { offer, type ServiceOffer } from '@parley/kernel/contract';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import type { ChatContext } from './context.ts';
import { addMembers } from './rpc/add-members.ts';
import { applyBlock } from './rpc/apply-block.ts';
import { changeRole } from './rpc/change-role.ts';
import { checkChatPermission } from './rpc/check-chat-permission.ts';
import { createDirectChat } from './rpc/create-direct-chat.ts';
import { createGroup } from './rpc/create-group.ts';
import { createSelfChat } from './rpc/create-self-chat.ts';
import { getChatParticipants } from './rpc/get-chat-participants.ts';
import { getChats } from './rpc/get-chats.ts';
import { listLargeChats } from './rpc/list-large-chats.ts';
import { listLargeChatsOf } from './rpc/list-large-chats-of.ts';
import { listMembers } from './rpc/list-members.ts';
import { removeMember } from './rpc/remove-member.ts';
import { updateChat } from './rpc/update-chat.ts';
import { updateMySettings } from './rpc/update-my-settings.ts';
import { upkeep } from './rpc/upkeep.ts';

/** All methods of the contract. */
export function chatOffer(context: ChatContext): ServiceOffer {
  return offer(ChatService, {
    createDirectChat: createDirectChat(context),
    createGroup: createGroup(context),
    createSelfChat: createSelfChat(context),
    getChats: getChats(context),
    updateChat: updateChat(context),
    updateMySettings: updateMySettings(context),
    listMembers: listMembers(context),
    addMembers: addMembers(context),
    removeMember: removeMember(context),
    changeRole: changeRole(context),
    checkChatPermission: checkChatPermission(context),
    getChatParticipants: getChatParticipants(context),
    listLargeChats: listLargeChats(context),
    listLargeChatsOf: listLargeChatsOf(context),
    applyBlock: applyBlock(context),
    upkeep: upkeep(context),
  });
}
