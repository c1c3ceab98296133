import type { Plain } from '@parley/kernel/contract';
import type { ScheduledMessage as InternalScheduled } from '@parley/proto/parley/message/v1/message_pb';
import type { DraftContent } from '../content.ts';
import type { ScheduledMessage } from '../scheduled.ts';
import { isoTime } from './iso-time.ts';
import { omitAbsent } from './omit-absent.ts';

/** A scheduled message of the internal contract as its owner sees it. */
export function toPublicScheduled(message: Plain<InternalScheduled>): ScheduledMessage {
  return omitAbsent({
    id: message.id,
    chatId: message.chatId,
    clientMsgId: message.clientMsgId,
    // It was valid when it was accepted.
    content: JSON.parse(message.content) as DraftContent,
    replyToId: message.replyToId,
    sendAt: isoTime(message.sendAt),
    createdAt: isoTime(message.createdAt),
    status: message.status as ScheduledMessage['status'],
    errorCode: message.errorCode,
  });
}
