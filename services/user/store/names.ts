import { textArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import { searchTerms } from '../domain/search-terms.ts';
import { usernameKey } from '../domain/username.ts';

/**
 * Makes everybody who wants this username wait for the end of the transaction, so that whether it is free can be asked and acted
 * on without a race.
 */
export async function lockUsername(tx: Queryable, username: string): Promise<void> {
  await tx.query(`SELECT 1 AS locked FROM pg_advisory_xact_lock(hashtextextended('users.username ' || $1, 0))`, [
    usernameKey(username),
  ]);
}

/** Stores what an account is found by. */
export async function insertTerms(tx: Queryable, id: string, username: string | undefined, displayName: string): Promise<void> {
  await tx.query('INSERT INTO users.search_terms (term, user_id) SELECT term, $2::uuid FROM unnest($1::text[]) AS term', [
    textArray(searchTerms(username, displayName)),
    id,
  ]);
}

/** Replaces what an account is found by. */
export async function replaceTerms(tx: Queryable, id: string, username: string | undefined, displayName: string): Promise<void> {
  await tx.query('DELETE FROM users.search_terms WHERE user_id = $1::uuid', [id]);
  await insertTerms(tx, id, username, displayName);
}
