import type { StoreWriter } from '../store/store.ts';

/** Drops what was fetched, to start again without a cursor. What the person did and the server has not heard of stays. */
export async function forgetFetched(tx: StoreWriter): Promise<void> {
  const entries = await tx.outbox();
  for (const chat of await tx.chats()) await tx.removeChat(chat.id);
  for (const entry of entries) await tx.putEntry(entry);
  await tx.setMeta('cursor', undefined);
}
