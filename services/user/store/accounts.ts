import { textArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import { usernameKey } from '../domain/username.ts';
import { insertTerms, lockUsername } from './names.ts';

export interface NewAccount {
  readonly id: string;
  readonly username: string | undefined;
  /** E.164. */
  readonly phone: string | undefined;
  readonly displayName: string;
  /** Epoch ms. */
  readonly createdAt: number;
}

/**
 * Stores an account and what it is found by; runs in a transaction. Answers false, and stores nothing, when the id, the username or
 * the phone belongs to somebody: the unique indexes decide between those who ask at the same moment.
 */
export async function insertAccount(tx: Queryable, account: NewAccount): Promise<boolean> {
  if (account.username !== undefined) await lockUsername(tx, account.username);
  const rows = await tx.query(
    `INSERT INTO users.accounts (id, username, username_key, phone, display_name, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6)
     ON CONFLICT DO NOTHING
     RETURNING id`,
    [
      account.id,
      account.username ?? null,
      account.username === undefined ? null : usernameKey(account.username),
      account.phone ?? null,
      account.displayName,
      account.createdAt,
    ],
  );
  if (rows.length === 0) return false;
  await insertTerms(tx, account.id, account.username, account.displayName);
  return true;
}

/** The id of the account with this username, in any case. */
export async function findByUsername(db: Queryable, username: string): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>('SELECT id FROM users.accounts WHERE username_key = $1', [usernameKey(username)]);
  return row?.id;
}

/** The id of the account with this phone number in E.164. */
export async function findByPhone(db: Queryable, phone: string): Promise<string | undefined> {
  const [row] = await db.query<{ id: string }>('SELECT id FROM users.accounts WHERE phone = $1', [phone]);
  return row?.id;
}

/** Whether somebody has this id. */
export async function accountExists(db: Queryable, id: string): Promise<boolean> {
  const rows = await db.query('SELECT 1 AS found FROM users.accounts WHERE id = $1::uuid', [id]);
  return rows.length > 0;
}

/** The phone number of an account, E.164. */
export async function phoneOf(db: Queryable, id: string): Promise<string | undefined> {
  const [row] = await db.query<{ phone: string | null }>('SELECT phone FROM users.accounts WHERE id = $1::uuid', [id]);
  return row?.phone ?? undefined;
}

/** Those of these numbers (E.164) whose accounts let themselves be found, but those who have blocked the one who looks. */
export async function findDiscoverable(
  db: Queryable,
  viewerId: string,
  phones: readonly string[],
): Promise<{ id: string; phone: string }[]> {
  return db.query<{ id: string; phone: string }>(
    `SELECT a.id, a.phone
       FROM users.accounts a
      WHERE a.phone = ANY($1::text[]) AND a.discoverable_by_phone AND a.id <> $2::uuid
        AND NOT EXISTS (SELECT 1 FROM users.blocks b WHERE b.blocker_id = a.id AND b.blocked_id = $2::uuid)`,
    [textArray(phones), viewerId],
  );
}
