import { appendEvents } from '@parley/postgres/outbox';
import type { UserContext } from './context.ts';
import { userEvent } from './domain/events.ts';
import { insertAccount, type NewAccount } from './store/accounts.ts';

/** Stores an account and announces it. Answers false when its id, username or phone belongs to somebody. */
export async function createAccount(
  { db, clock, ids }: Pick<UserContext, 'db' | 'clock' | 'ids'>,
  account: Omit<NewAccount, 'createdAt'>,
): Promise<boolean> {
  const now = clock.now();
  return db.transaction(async (tx) => {
    if (!(await insertAccount(tx, { ...account, createdAt: now }))) return false;
    await appendEvents(tx, 'users', [
      userEvent(ids.uuid(), now, account.id, { subject: 'user.created', payload: { userId: account.id } }),
    ]);
    return true;
  });
}
