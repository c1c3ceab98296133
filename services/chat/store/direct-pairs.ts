import type { Queryable } from '@parley/postgres/database';

/** The chat of two people, or of one with themselves, if there is one. */
export async function findPairChat(db: Queryable, a: string, b: string): Promise<string | undefined> {
  const rows = await db.query<{ chatId: string }>(
    'SELECT chat_id::text AS "chatId" FROM chat.direct_pairs WHERE low_id = least($1::uuid, $2::uuid) AND high_id = greatest($1::uuid, $2::uuid)',
    [a, b],
  );
  return rows[0]?.chatId;
}

/**
 * Claims the pair for a new chat. False when the pair has its chat already, also when somebody else was making it at the same
 * moment: the insert waits for their commit.
 */
export async function claimPair(tx: Queryable, a: string, b: string, chatId: string): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO chat.direct_pairs (low_id, high_id, chat_id) VALUES (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $3::uuid)
     ON CONFLICT (low_id, high_id) DO NOTHING RETURNING 1 AS "claimed"`,
    [a, b, chatId],
  );
  return rows.length > 0;
}
