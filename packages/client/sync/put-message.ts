import type { Message } from '@parley/protocol/message';
import type { StoreWriter } from '../store/store.ts';
import { settleCommands } from '../outbox/settle-commands.ts';
import { settleSend } from '../outbox/settle-send.ts';

/**
 * Stores a message as an answer of the server told it, unless what is stored is newer. `asOf` is the chat's `messagesVersion`
 * that the answer surely contains; undefined when that is not known. Answers whether the message was not there before.
 */
export async function putMessage(tx: StoreWriter, message: Message, asOf: number | undefined, userId: string): Promise<boolean> {
  const { chatId, seq, id } = message;
  const known = await tx.message(chatId, seq);
  await settleSend(tx, message, userId);
  if (known !== undefined && known.version > (asOf ?? 0)) return false;
  await tx.putMessages([{ chatId, seq, id, version: known?.version ?? 0, message }]);
  if (known !== undefined) await settleCommands(tx, message);
  return known === undefined;
}
