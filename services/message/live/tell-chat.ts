import { fanOut } from '@parley/bus/fan-out';
import { userSubject } from '@parley/bus/live';
import { encodeFrame } from '@parley/protocol/frames';
import type { ServerFrame } from '@parley/protocol/ws/server-frames';
import type { MessageContext } from '../context.ts';

/** Sends frames of a committed change to all devices of the chat's members. A failure is logged: the change stands and syncs tell of it. */
export async function tellChat(
  { live, memberships, logger }: Pick<MessageContext, 'live' | 'memberships' | 'logger'>,
  chatId: string,
  frames: readonly ServerFrame[],
): Promise<void> {
  try {
    const chat = memberships.peek(chatId) ?? (await memberships.get(chatId));
    if (chat !== undefined) for (const frame of frames) fanOut(live, chat, encodeFrame(frame));
  } catch (error) {
    logger.warn({ err: error, chatId }, 'a change was not announced; a sync tells of it');
  }
}

/** Sends a frame to the devices of one person. */
export function tellPerson({ live }: Pick<MessageContext, 'live'>, userId: string, frame: ServerFrame): void {
  live.publish(userSubject(userId), { kind: 'frame', frame: encodeFrame(frame) });
}
