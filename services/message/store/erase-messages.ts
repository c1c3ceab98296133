import { numberArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import { recordChanges } from './record-change.ts';

/** A message of the chat whose head is held. */
export interface Erasable {
  readonly id: string;
  readonly seq: number;
}

/** A message that is erased, with the version of the chat that says so, and the one that says that it is no longer pinned, if it was. */
export interface Erased extends Erasable {
  readonly version: number;
  readonly unpinnedVersion: number | undefined;
}

const ERASE = `UPDATE message.messages SET content = $3, deleted_at = $4::bigint, edited_at = NULL, expires_at = NULL, reply = NULL, forwarded_from = NULL,
  mentions = NULL WHERE chat_id = $1::uuid AND seq = ANY ($2::bigint[])`;
const PARTS = ['edits', 'reactions', 'stars', 'search'].map(
  (table) => `DELETE FROM message.${table} WHERE chat_id = $1::uuid AND seq = ANY ($2::bigint[])`,
);
const UNPIN = `DELETE FROM message.pins WHERE chat_id = $1::uuid AND seq = ANY ($2::bigint[]) RETURNING seq::float8 AS seq`;

/**
 * Takes away what messages of a chat said, with their history, reactions, stars, pins and places in the search index; `tombstone` (content as
 * JSON) stays in their place, so that the numbers of the chat stay dense. The head must be held by this transaction.
 */
export async function eraseMessages(
  tx: Queryable,
  chatId: string,
  messages: readonly Erasable[],
  tombstone: string,
  at: number,
): Promise<Erased[]> {
  const seqs = numberArray(messages.map((message) => message.seq));
  await tx.query(ERASE, [chatId, seqs, tombstone, at]);
  for (const part of PARTS) await tx.query(part, [chatId, seqs]);
  const unpinned = (await tx.query<{ seq: number }>(UNPIN, [chatId, seqs])).map((row) => row.seq);
  const pins = await recordChanges(tx, { chatId, seqs: unpinned, type: 'message.pinned', at });
  const deletions = await recordChanges(tx, {
    chatId,
    seqs: messages.map((message) => message.seq),
    type: 'message.deleted',
    at,
  });
  return messages.map(({ id, seq }) => {
    const version = deletions.get(seq);
    if (version === undefined) throw new Error('an erased message was given no version');
    return { id, seq, version, unpinnedVersion: pins.get(seq) };
  });
}
