import type { Message } from '@parley/protocol/message';
import { settleSend } from '../outbox/settle-send.ts';
import type { ChatRecord } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { withCurrentQuote } from './empty-quotes.ts';
import { raiseMarks } from './merge-chat.ts';
import type { Outcome } from './outcome.ts';
import { cover } from './ranges.ts';

/** Takes in the message that follows the head, and ends the outbox entry that it answers. Answers the chat after it. */
export async function append(
  tx: StoreWriter,
  chat: ChatRecord,
  incoming: Message,
  userId: string,
  outcome: Outcome,
): Promise<ChatRecord> {
  const message = await withCurrentQuote(tx, incoming);
  await tx.putMessages([{ chatId: chat.id, seq: message.seq, id: message.id, version: 0, message }]);
  await settleSend(tx, message, userId);
  const after: ChatRecord = {
    ...chat,
    head: message.seq,
    covered: cover(chat.covered, message.seq, message.seq),
    // Whoever sends has read what came before.
    marks: raiseMarks(chat.marks, message.senderId, { readSeq: message.seq }),
    chat: grownChat(chat.chat, message),
  };
  await tx.putChat(after);
  outcome.added.push(message);
  outcome.grown.add(chat.id);
  return after;
}

/** The chat with `message` as its newest, if it is. */
export function grownChat(chat: ChatRecord['chat'], message: Message): ChatRecord['chat'] {
  if (message.seq < chat.lastSeq) return chat;
  return { ...chat, lastSeq: message.seq, lastActivityAt: message.createdAt };
}
