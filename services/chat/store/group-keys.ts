import type { Queryable } from '@parley/postgres/database';

/** The group that this person made under this key, if there is one. */
export async function findKeyedGroup(db: Queryable, ownerId: string, key: string): Promise<string | undefined> {
  const rows = await db.query<{ chatId: string }>(
    'SELECT chat_id::text AS "chatId" FROM chat.group_keys WHERE owner_id = $1::uuid AND key = $2::uuid',
    [ownerId, key],
  );
  return rows[0]?.chatId;
}

/** Claims a key for a new group. False when it has its group already; the insert waits for who is making it at the same moment. */
export async function claimKey(tx: Queryable, ownerId: string, key: string, chatId: string): Promise<boolean> {
  const rows = await tx.query(
    `INSERT INTO chat.group_keys (owner_id, key, chat_id) VALUES ($1::uuid, $2::uuid, $3::uuid)
     ON CONFLICT (owner_id, key) DO NOTHING RETURNING 1 AS "claimed"`,
    [ownerId, key, chatId],
  );
  return rows.length > 0;
}
