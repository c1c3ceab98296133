import { mentionsOf } from '@parley/protocol/content-text';
import { fail, isErrorCode } from '@parley/protocol/errors';
import { isoTime } from '@parley/protocol/wire/iso-time';
import type { ClientFrameOf } from '@parley/protocol/ws/client-frames';
import type { SendOutcome } from '../gathering/send-queue.ts';
import { errorFrame } from './error-frame.ts';
import type { FrameHandler } from './handler.ts';

/** Sends of one connection that may be under way at once; a client that has more waits for answers first. */
const MAX_UNDER_WAY = 1024;

/** Takes a message on; it is acknowledged after its commit. Not awaited, so that a client's messages share a batch; their order is kept. */
export const messageSend: FrameHandler<'message.send'> = ({ sends, echoes, writer }, connection, frame) => {
  if (connection.sending >= MAX_UNDER_WAY)
    throw fail('rate.limited', { message: 'Wait for the answers to earlier messages.', retryAfter: 1 });
  connection.sending += 1;
  const { chatId, clientMsgId, content, replyToId } = frame;
  const spared = echoes.spare(connection);
  const draft = {
    senderId: connection.userId,
    chatId,
    clientMsgId,
    content: JSON.stringify(content),
    replyToId,
    mentions: content.type === 'text' && content.entities === undefined ? NOBODY : mentionsOf(content),
    connectionId: connection.id,
    onlyConnection: spared === undefined ? undefined : true,
  };
  sends.push(draft, (outcome) => {
    connection.sending -= 1;
    if (spared !== undefined) echoes.settle(spared, connection);
    writer.answer(connection, answer(frame, outcome));
  });
};

const NOBODY: string[] = [];

function answer(frame: ClientFrameOf<'message.send'>, outcome: SendOutcome): string {
  const { clientMsgId, chatId, ref } = frame;
  if (outcome.messageId === undefined) {
    const code = outcome.errorCode !== undefined && isErrorCode(outcome.errorCode) ? outcome.errorCode : 'internal.unavailable';
    return errorFrame(fail(code), ref, clientMsgId);
  }
  const createdAt = isoTime(outcome.createdAt);
  let sent = `{"type":"message.sent","clientMsgId":"${clientMsgId}","messageId":"${outcome.messageId}","chatId":"${chatId}","seq":${outcome.seq},"createdAt":"${createdAt}"`;
  if (outcome.expiresAt !== undefined) sent += `,"expiresAt":"${isoTime(outcome.expiresAt)}"`;
  return ref === undefined ? `${sent}}` : `${sent},"ref":${JSON.stringify(ref)}}`;
}
