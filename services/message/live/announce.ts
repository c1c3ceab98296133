import { fanOut } from '@parley/bus/fan-out';
import type { LiveBus } from '@parley/bus/live';
import type { Logger } from '@parley/kernel/logger';
import { isoTime } from '@parley/protocol/wire/iso-time';
import type { Appended } from '../lanes/lane.ts';
import type { Memberships } from '../membership/memberships.ts';

export interface AnnounceContext {
  readonly live: LiveBus;
  readonly memberships: Memberships;
  readonly logger: Logger;
}

/** Sends each message of a committed batch to the devices of the chat's members, all but the connection it came from. */
export function announce({ live, memberships, logger }: AnnounceContext, batch: readonly Appended[]): void {
  const createdAt = isoTime(batch[0]?.createdAt ?? 0);
  for (const appended of batch) {
    const { chatId, connectionId } = appended.message;
    const frame = messageNewFrame(appended, createdAt);
    // What the write was compared with a moment ago.
    const chat = memberships.lastKnown(chatId);
    if (chat !== undefined) {
      fanOut(live, chat, frame, connectionId);
      continue;
    }
    // The chat changed between the check and the commit.
    memberships.get(chatId).then(
      (fresh) => fresh !== undefined && fanOut(live, fresh, frame, connectionId),
      (error: unknown) => logger.warn({ err: error }, 'a message was not announced; its readers find it by its number'),
    );
  }
}

/**
 * The `message.new` frame, the same for all its readers: what is personal is left out. `createdAt` is in ISO 8601. The frame is put
 * together from what is JSON already, because it is made for every message; a test holds it to the frame's schema. Ids and times need
 * no escaping.
 */
export function messageNewFrame({ message, seq }: Appended, createdAt: string): string {
  let frame = `{"type":"message.new","message":{"id":"${message.id}","chatId":"${message.chatId}","seq":${seq}`;
  frame += `,"senderId":"${message.senderId}","clientMsgId":"${message.clientMsgId}","createdAt":"${createdAt}"`;
  frame += `,"content":${message.content}`;
  if (message.expiresAt !== undefined) frame += `,"expiresAt":"${isoTime(message.expiresAt)}"`;
  if (message.reply !== undefined) frame += `,"replyTo":${message.reply}`;
  if (message.forwardedFrom !== undefined) frame += `,"forwardedFrom":"${message.forwardedFrom}"`;
  if (message.mentions.length > 0) frame += `,"mentions":${JSON.stringify(message.mentions)}`;
  return `${frame}}}`;
}
