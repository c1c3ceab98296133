import type { MessageRef } from '../api/messages.ts';
import type { MessageRecord, OutboxEntry, Target } from '../store/records.ts';
import type { StoreReader } from '../store/store.ts';

/** How far back a message is looked for that has got its id since it was last shown. */
const NEWEST = 200;

/** A message as it is now: sent (`record`), or still in the outbox (`entry`). Neither: it is unknown here. */
export interface Located {
  readonly target: Target;
  readonly record?: MessageRecord | undefined;
  readonly entry?: OutboxEntry | undefined;
}

/** Finds a message by what a view knew of it. */
export async function locate(tx: StoreReader, ref: MessageRef): Promise<Located> {
  const { chatId, id, clientMsgId } = ref;
  if (id !== undefined) return { target: { id, clientMsgId }, record: await tx.messageById(id) };
  const entry = await tx.entry(clientMsgId);
  if (entry !== undefined) return { target: { id: entry.accepted?.messageId, clientMsgId }, entry };
  const newest = await tx.messages(chatId, { from: 0, to: Number.MAX_SAFE_INTEGER, limit: NEWEST, nearest: 'to' });
  const record = newest.find(({ message }) => message.clientMsgId === clientMsgId && message.senderId === ref.senderId);
  return { target: { id: record?.id, clientMsgId }, record };
}
