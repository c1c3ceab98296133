import type { Message } from '@parley/protocol/message';
import type { StoreWriter } from '../store/store.ts';
import { isMessageCommand } from './satisfied.ts';

/** An own message that has its place in the history is no longer in the outbox; commands that wait for its id get it. */
export async function settleSend(tx: StoreWriter, message: Message, userId: string): Promise<void> {
  if (message.senderId !== userId || (await tx.entry(message.clientMsgId)) === undefined) return;
  await tx.removeEntry(message.clientMsgId);
  for (const entry of await tx.outbox(message.chatId)) {
    const { command } = entry;
    if (!isMessageCommand(command) || command.target.id !== undefined || command.target.clientMsgId !== message.clientMsgId)
      continue;
    await tx.putEntry({ ...entry, command: { ...command, target: { ...command.target, id: message.id } } });
  }
}

/** Everything up to `head` has been taken in, so accepted messages up to there are shown from the history, or hidden from this person. */
export async function settleSendsUpTo(tx: StoreWriter, chatId: string, head: number): Promise<void> {
  for (const entry of await tx.outbox(chatId)) {
    if (entry.accepted !== undefined && entry.accepted.seq <= head) await tx.removeEntry(entry.id);
  }
}
