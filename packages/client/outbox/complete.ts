import type { OutboxEntry } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { raiseMarks } from '../sync/merge-chat.ts';
import { isMessageCommand, isSatisfied } from './satisfied.ts';

/**
 * The server has carried out a command that was no send. It leaves the outbox when its effect is in what the server has told;
 * until then it is `accepted` and goes on to be shown. Answers whether its effect is still to come.
 */
export async function complete(tx: StoreWriter, entry: OutboxEntry, userId: string): Promise<boolean> {
  const now = await tx.entry(entry.id);
  if (now === undefined) return false;
  const { command } = entry;
  if (command.kind === 'read') {
    const chat = await tx.chat(entry.chatId);
    if (chat !== undefined) await tx.putChat({ ...chat, marks: raiseMarks(chat.marks, userId, { readSeq: command.upToSeq }) });
    // Meanwhile the person may have read on: then the same entry goes out again.
    if (now.command.kind === 'read' && now.command.upToSeq === command.upToSeq) await tx.removeEntry(entry.id);
    return false;
  }
  if (command.kind === 'forward') {
    await tx.removeEntry(entry.id);
    return false;
  }
  if (isMessageCommand(command)) {
    const record = command.target.id === undefined ? undefined : await tx.messageById(command.target.id);
    if (isSatisfied(command, record?.message)) {
      await tx.removeEntry(entry.id);
      return false;
    }
  }
  await tx.putEntry({ ...now, state: 'accepted' });
  return true;
}
