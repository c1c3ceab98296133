import { fanOut } from '@parley/bus/fan-out';
import type { LiveBus } from '@parley/bus/live';
import { isoTime } from '@parley/protocol/wire/iso-time';
import type { Appended } from '../lanes/lane.ts';

/**
 * Sends each message of a committed batch to the devices of the chat's members: all but the connection it came from, and not to its sender where
 * that is their only one.
 */
export function announce(live: LiveBus, batch: readonly Appended[]): void {
  for (const appended of batch) {
    const { chat, message } = appended;
    const user = message.onlyConnection === true ? message.senderId : undefined;
    fanOut(live, chat, messageNewFrame(appended), { connection: message.connectionId, user });
  }
}

/**
 * The `message.new` frame, the same for all its readers: what is personal is left out. The frame is put together from what is JSON already,
 * because it is made for every message; a test holds it to the frame's schema. Ids and times need no escaping.
 */
export function messageNewFrame({ message, seq, createdAt }: Omit<Appended, 'chat'>): string {
  let frame = `{"type":"message.new","message":{"id":"${message.id}","chatId":"${message.chatId}","seq":${seq}`;
  frame += `,"senderId":"${message.senderId}","clientMsgId":"${message.clientMsgId}","createdAt":"${isoTime(createdAt)}"`;
  frame += `,"content":${message.content}`;
  if (message.expiresAt !== undefined) frame += `,"expiresAt":"${isoTime(message.expiresAt)}"`;
  if (message.reply !== undefined) frame += `,"replyTo":${message.reply}`;
  if (message.forwardedFrom !== undefined) frame += `,"forwardedFrom":"${message.forwardedFrom}"`;
  if (message.mentions.length > 0) frame += `,"mentions":${JSON.stringify(message.mentions)}`;
  return `${frame}}}`;
}
