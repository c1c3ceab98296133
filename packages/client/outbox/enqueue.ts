import type { Command, OutboxEntry } from '../store/records.ts';
import type { StoreWriter } from '../store/store.ts';

/** Writes a command to the end of the outbox. */
export async function enqueue(
  tx: StoreWriter,
  entry: { readonly id: string; readonly chatId: string; readonly command: Command; readonly createdAt: number },
): Promise<OutboxEntry> {
  const order = await nextOrder(tx);
  const queued: OutboxEntry = { ...entry, order, attempts: 0, state: 'queued' };
  await tx.putEntry(queued);
  return queued;
}

/** A place after everything that is in the outbox. Counted in the store, so that it holds over restarts and tabs. */
export async function nextOrder(tx: StoreWriter): Promise<number> {
  const order = ((await tx.meta('lastOrder')) ?? 0) + 1;
  await tx.setMeta('lastOrder', order);
  return order;
}
