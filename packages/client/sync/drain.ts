import { settleSend } from '../outbox/settle-send.ts';
import type { ChatRecord } from '../store/records.ts';
import { append } from './append.ts';
import { applyChange } from './apply-change.ts';
import type { Intake } from './intake.ts';

/**
 * Takes in what is held of a chat and whose turn has come. Changes up to `knownVersion` have no gap before them any more:
 * the server was asked after they came and had nothing else for this person. What stays is noted as a gap.
 */
export async function drain(intake: Intake, chat: ChatRecord, knownVersion = 0): Promise<ChatRecord> {
  const { tx, held, userId, outcome } = intake;
  const waiting = held.chats.get(chat.id);
  if (waiting === undefined) return chat;
  let current = chat;

  for (const [seq, message] of [...waiting.messages].sort(([a], [b]) => a - b)) {
    const placement = intake.place(current.head, seq);
    if (placement !== 'known' && seq <= current.askUpTo) {
      waiting.messages.delete(seq);
      outcome.gaps.add(chat.id);
      continue;
    }
    if (placement === 'ahead') break;
    waiting.messages.delete(seq);
    if (placement === 'next') current = await append(tx, current, message, userId, outcome);
    else await settleSend(tx, message, userId);
  }
  for (const [version, frame] of held.changesWait ? [] : [...waiting.changes].sort(([a], [b]) => a - b)) {
    const placement = version <= knownVersion && version > current.version ? 'next' : intake.place(current.version, version);
    if (placement === 'ahead' || (placement === 'next' && frame.seq > current.head)) break;
    waiting.changes.delete(version);
    if (placement === 'next') current = await applyChange(intake, current, frame);
  }

  if (waiting.messages.size + waiting.changes.size > 0) outcome.gaps.add(chat.id);
  else held.chats.delete(chat.id);
  return current;
}
