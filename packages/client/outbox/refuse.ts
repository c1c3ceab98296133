import type { ParleyError } from '../api/error.ts';
import type { OutboxEntry } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';
import { isMessageCommand, isSatisfied } from './satisfied.ts';

/**
 * The server has refused a command for good. A message stays, marked, for the person to decide; anything else is taken back.
 * Answers false when there is nothing to tell: what the command wanted is so already, as when an answer to it was lost.
 */
export async function refuse(tx: StoreWriter, entry: OutboxEntry, error: ParleyError): Promise<boolean> {
  const now = await tx.entry(entry.id);
  if (now === undefined) return false;
  const refusal = { code: error.code, message: error.message };
  if (entry.command.kind === 'send') await tx.putEntry({ ...now, state: 'refused', refusal });
  else await tx.removeEntry(entry.id);
  if (!isMessageCommand(entry.command) || entry.command.target.id === undefined) return true;
  return !isSatisfied(entry.command, (await tx.messageById(entry.command.target.id))?.message);
}
