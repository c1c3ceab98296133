import type { MessageContext, Methods } from './context.ts';
import type { Receipts } from './receipts/receipts.ts';
import { applyChat } from './rpc/apply-chat.ts';
import { deleteMessage } from './rpc/delete.ts';
import { edit } from './rpc/edit.ts';
import { editHistory } from './rpc/edit-history.ts';
import { forward } from './rpc/forward.ts';
import { getChatStates } from './rpc/get-chat-states.ts';
import { getLastMessages } from './rpc/get-last-messages.ts';
import { getMessage } from './rpc/get-message.ts';
import { getUnreadCounts } from './rpc/get-unread-counts.ts';
import { getWatermarks } from './rpc/get-watermarks.ts';
import { history } from './rpc/history.ts';
import { info } from './rpc/info.ts';
import { listChatStates } from './rpc/list-chat-states.ts';
import { locate } from './rpc/locate.ts';
import { markDelivered } from './rpc/mark-delivered.ts';
import { markRead } from './rpc/mark-read.ts';
import { pin } from './rpc/pin.ts';
import { react } from './rpc/react.ts';
import { search } from './rpc/search.ts';
import { star } from './rpc/star.ts';
import { sync } from './rpc/sync.ts';
import { touchMember } from './rpc/touch-member.ts';

/** All methods of the contract but `send`, which `forward` goes through. */
export function messageMethods(context: MessageContext & { readonly receipts: Receipts; readonly send: Methods['send'] }): Omit<Methods, 'send'> {
  return {
    edit: edit(context),
    delete: deleteMessage(context),
    react: react(context),
    star: star(context),
    pin: pin(context),
    forward: forward(context),
    markRead: markRead(context.receipts),
    markDelivered: markDelivered(context.receipts),
    locate: locate(context),
    history: history(context),
    getMessage: getMessage(context),
    editHistory: editHistory(context),
    info: info(context),
    sync: sync(context),
    listChatStates: listChatStates(context),
    getChatStates: getChatStates(context),
    getWatermarks: getWatermarks(context),
    getLastMessages: getLastMessages(context),
    getUnreadCounts: getUnreadCounts(context),
    search: search(context),
    applyChat: applyChat(context),
    touchMember: touchMember(context),
  };
}
