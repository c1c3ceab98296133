import type { Plain } from '@parley/kernel/contract';
import type {
  EditRecord as InternalEdit,
  Message as InternalMessage,
  Receipt as InternalReceipt,
  Reply as InternalReply,
  ReactionCount,
} from '@parley/proto/parley/message/v1/message_pb';
import type { Content } from '../content.ts';
import type { EditRecord, Message, Reaction, Receipt, Reply } from '../message.ts';
import { isoTime, isoTimeOf } from './iso-time.ts';
import { omitAbsent } from './omit-absent.ts';

/** A message of the internal contract as clients see it. */
export function toPublicMessage(message: Plain<InternalMessage>): Message {
  return omitAbsent({
    id: message.id,
    chatId: message.chatId,
    seq: message.seq,
    senderId: message.senderId,
    clientMsgId: message.clientMsgId,
    createdAt: isoTime(message.createdAt),
    editedAt: isoTimeOf(message.editedAt),
    deletedAt: isoTimeOf(message.deletedAt),
    expiresAt: isoTimeOf(message.expiresAt),
    content: toPublicContent(message.content),
    replyTo: message.replyTo === undefined ? undefined : toPublicReply(message.replyTo),
    forwardedFrom: message.forwardedFrom,
    mentions: message.mentions.length === 0 ? undefined : message.mentions,
    reactions: message.reactions.length === 0 ? undefined : message.reactions.map(toPublicReaction),
    status: message.status as Message['status'],
    starred: message.starred ? true : undefined,
  });
}

export function toPublicEdit(edit: Plain<InternalEdit>): EditRecord {
  return { content: toPublicContent(edit.content), at: isoTime(edit.at) };
}

export function toPublicReceipt(receipt: Plain<InternalReceipt>): Receipt {
  return omitAbsent({
    userId: receipt.userId,
    deliveredAt: isoTimeOf(receipt.deliveredAt),
    readAt: isoTimeOf(receipt.readAt),
  });
}

// Field by field: what comes over the network carries the marks of the wire format besides.
function toPublicReply({ id, seq, senderId, preview }: Plain<InternalReply>): Reply {
  return { id, seq, senderId, preview };
}

function toPublicReaction({ emoji, count, mine }: Plain<ReactionCount>): Reaction {
  return { emoji, count, mine };
}

/** Stored contents were valid when they were accepted; they are not checked again. */
function toPublicContent(json: string): Content {
  return JSON.parse(json) as Content;
}
