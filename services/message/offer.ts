import type { Jobs } from '@parley/jobs/jobs';
import { offer, type ServiceOffer } from '@parley/kernel/contract';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import type { MessageContext, Methods } from './context.ts';
import type { Lanes } from './lanes/lanes.ts';
import type { Receipts } from './receipts/receipts.ts';
import { applyChat } from './rpc/apply-chat.ts';
import { deleteMessage } from './rpc/delete.ts';
import { deleteExpired } from './rpc/delete-expired.ts';
import { deleteScheduled } from './rpc/delete-scheduled.ts';
import { edit } from './rpc/edit.ts';
import { editHistory } from './rpc/edit-history.ts';
import { forward } from './rpc/forward.ts';
import { getChatStates } from './rpc/get-chat-states.ts';
import { getLastMessages } from './rpc/get-last-messages.ts';
import { getMessage } from './rpc/get-message.ts';
import { getUnreadCounts } from './rpc/get-unread-counts.ts';
import { getWatermarks } from './rpc/get-watermarks.ts';
import { history } from './rpc/history.ts';
import { indexMessages } from './rpc/index-messages.ts';
import { info } from './rpc/info.ts';
import { listChatStates } from './rpc/list-chat-states.ts';
import { listScheduled } from './rpc/list-scheduled.ts';
import { locate } from './rpc/locate.ts';
import { markDelivered } from './rpc/mark-delivered.ts';
import { markRead } from './rpc/mark-read.ts';
import { pin } from './rpc/pin.ts';
import { react } from './rpc/react.ts';
import { scheduleMessage } from './rpc/schedule-message.ts';
import { search } from './rpc/search.ts';
import { sendScheduled } from './rpc/send-scheduled.ts';
import { sendScheduledNow } from './rpc/send-scheduled-now.ts';
import { star } from './rpc/star.ts';
import { sync } from './rpc/sync.ts';
import { touchMember } from './rpc/touch-member.ts';
import { updateScheduled } from './rpc/update-scheduled.ts';
import { upkeep } from './rpc/upkeep.ts';

interface OfferContext extends MessageContext {
  readonly send: Methods['send'];
  readonly receipts: Receipts;
  readonly lanes: Pick<Lanes, 'crowded'>;
  readonly jobs: Jobs;
}

/** All methods of the contract. */
export function messageOffer(context: OfferContext): ServiceOffer {
  const { send, receipts } = context;
  return offer(MessageService, {
    send,
    edit: edit(context),
    delete: deleteMessage(context),
    react: react(context),
    star: star(context),
    pin: pin(context),
    forward: forward(context),
    markRead: markRead(receipts),
    markDelivered: markDelivered(receipts),
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
    indexMessages: indexMessages(context),
    deleteExpired: deleteExpired(context),
    scheduleMessage: scheduleMessage(context),
    listScheduled: listScheduled(context),
    updateScheduled: updateScheduled(context),
    deleteScheduled: deleteScheduled(context),
    sendScheduledNow: sendScheduledNow(context),
    sendScheduled: sendScheduled(context),
    upkeep: upkeep(context),
  });
}
