import type { Message } from '@parley/protocol/message';
import { settleCommands } from '../outbox/settle-commands.ts';
import { settleSend } from '../outbox/settle-send.ts';
import type { ChatRecord } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { rangeAt } from './ranges.ts';

/**
 * Stores a message as an answer of the server told it, unless what is known here is newer. `asOf` is the
 * version of the chat that the answer surely contains. Answers whether the message is new here.
 */
export async function putMessage(
  tx: StoreWriter,
  chat: ChatRecord,
  message: Message,
  asOf: number,
  userId: string,
): Promise<boolean> {
  const { chatId, seq, id } = message;
  const known = await tx.message(chatId, seq);
  await settleSend(tx, message, userId);
  if (known === undefined) {
    // In a stretch that is stored, what is absent was hidden from this person, and the answer is from before that.
    if (rangeAt(chat.covered, seq) !== undefined) return false;
    await tx.putMessages([{ chatId, seq, id, version: 0, message }]);
    return true;
  }
  if (known.version > asOf) return false;
  await tx.putMessages([{ ...known, message }]);
  await settleCommands(tx, message);
  return false;
}
