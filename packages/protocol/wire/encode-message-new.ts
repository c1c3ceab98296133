import type { Plain } from '@parley/kernel/contract';
import type { Message as InternalMessage } from '@parley/proto/parley/message/v1/message_pb';
import { isoTime } from './iso-time.ts';

/**
 * The encoded `message.new` of a message that was just stored, the same for all its readers: what is personal is left out.
 * It is put together around the stored content instead of decoding and encoding that again, because it is made for every
 * message; the property test holds it to `encodeFrame`.
 */
export function encodeMessageNew(message: Plain<InternalMessage>): string {
  let json = `{"type":"message.new","message":{"id":"${message.id}","chatId":"${message.chatId}","seq":${message.seq}`;
  json += `,"senderId":"${message.senderId}","clientMsgId":"${message.clientMsgId}","createdAt":"${isoTime(message.createdAt)}"`;
  if (message.expiresAt !== undefined) json += `,"expiresAt":"${isoTime(message.expiresAt)}"`;
  json += `,"content":${message.content}`;
  if (message.replyTo !== undefined) {
    const { id, seq, senderId, preview } = message.replyTo;
    json += `,"replyTo":{"id":"${id}","seq":${seq},"senderId":"${senderId}","preview":${JSON.stringify(preview)}}`;
  }
  if (message.forwardedFrom !== undefined) json += `,"forwardedFrom":"${message.forwardedFrom}"`;
  if (message.mentions.length > 0) json += `,"mentions":${JSON.stringify(message.mentions)}`;
  return `${json}}}`;
}
