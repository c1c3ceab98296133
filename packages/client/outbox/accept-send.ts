import { mentionsOf } from '@parley/protocol/content-text';
import type { Message } from '@parley/protocol/message';
import type { ServerFrameOf } from '@parley/protocol/ws/server-frames';
import type { OutboxEntry } from '../store/records.ts';
import type { Intake } from '../sync/intake.ts';
import { takeMessage } from '../sync/take-frame.ts';

/**
 * The server has the message: the entry is not sent again. It leaves the outbox when the message has its place in the history
 * here, which is now unless others before it are missing.
 */
export async function acceptSend(intake: Intake, sent: ServerFrameOf<'message.sent'>): Promise<void> {
  const entry = await intake.tx.entry(sent.clientMsgId);
  if (entry?.command.kind !== 'send') return;
  const { messageId, seq, createdAt } = sent;
  await intake.tx.putEntry({ ...entry, state: 'accepted', accepted: { messageId, seq, createdAt } });
  await takeMessage(intake, sentMessage(entry, entry.command, sent, intake.userId));
}

function sentMessage(
  entry: OutboxEntry,
  command: Extract<OutboxEntry['command'], { kind: 'send' }>,
  sent: ServerFrameOf<'message.sent'>,
  userId: string,
): Message {
  const mentions = mentionsOf(command.content);
  return {
    id: sent.messageId,
    chatId: entry.chatId,
    seq: sent.seq,
    senderId: userId,
    clientMsgId: entry.id,
    createdAt: sent.createdAt,
    content: command.content,
    ...(sent.expiresAt === undefined ? {} : { expiresAt: sent.expiresAt }),
    ...(command.replyTo === undefined ? {} : { replyTo: command.replyTo }),
    ...(mentions.length === 0 ? {} : { mentions }),
  };
}
