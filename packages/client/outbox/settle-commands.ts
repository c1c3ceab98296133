import type { Message } from '@parley/protocol/message';
import type { StoreWriter } from '../store/store.ts';
import { isMessageCommand } from './satisfied.ts';

/** The server has told the message anew, so accepted commands about it have had their effect: what it is now is the truth. */
export async function settleCommands(tx: StoreWriter, message: Pick<Message, 'chatId' | 'id'>): Promise<void> {
  for (const entry of await tx.outbox(message.chatId)) {
    if (entry.state === 'accepted' && isMessageCommand(entry.command) && entry.command.target.id === message.id)
      await tx.removeEntry(entry.id);
  }
}
