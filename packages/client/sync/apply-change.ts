import { settleCommands } from '../outbox/settle-commands.ts';
import type { ChatRecord } from '../store/records.ts';
import { type ChangeFrame, changeMessage } from './change-message.ts';
import { emptyQuotes } from './empty-quotes.ts';
import type { Intake } from './intake.ts';

/**
 * Takes in a live change whose turn it is. A message that is not stored here is left alone: it comes as it is when it is loaded.
 * What quotes it may be stored all the same.
 */
export async function applyChange(intake: Intake, chat: ChatRecord, frame: ChangeFrame): Promise<ChatRecord> {
  const { tx, userId, outcome } = intake;
  const record = await tx.message(chat.id, frame.seq);
  if (record !== undefined && frame.version > record.version) {
    const message = changeMessage(record.message, frame, userId);
    if (message === undefined) await tx.removeMessage(chat.id, frame.seq);
    else {
      await tx.putMessages([{ ...record, version: frame.version, message }]);
      outcome.changed.push(message);
    }
    await settleCommands(tx, record.message);
  }
  if (frame.type === 'message.deleted' && frame.for === 'everyone') await emptyQuotes(intake, chat.id, new Set([frame.seq]));
  const after: ChatRecord = { ...chat, version: Math.max(chat.version, frame.version), chat: withPin(chat.chat, frame) };
  await tx.putChat(after);
  return after;
}

function withPin(chat: ChatRecord['chat'], frame: ChangeFrame): ChatRecord['chat'] {
  if (frame.type !== 'message.pinned') return chat;
  const others = chat.pinnedMessageIds.filter((id) => id !== frame.messageId);
  return { ...chat, pinnedMessageIds: frame.pinned ? [...others, frame.messageId] : others };
}
