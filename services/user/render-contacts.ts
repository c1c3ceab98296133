import type { Plain } from '@parley/kernel/contract';
import type { Queryable } from '@parley/postgres/database';
import type { Contact } from '@parley/proto/parley/user/v1/user_pb';
import { renderUser } from './domain/render-user.ts';
import type { ContactRow } from './store/contacts.ts';
import { loadSeen } from './store/seen.ts';

/** Lines of an address book with the people as their owner may see them. */
export async function renderContacts(db: Queryable, ownerId: string, rows: readonly ContactRow[]): Promise<Plain<Contact>[]> {
  const people = new Map(
    (
      await loadSeen(
        db,
        ownerId,
        rows.map((row) => row.contactId),
      )
    ).map((account) => [account.id, account]),
  );
  return rows.flatMap((row) => {
    const account = people.get(row.contactId);
    return account === undefined ? [] : [{ user: renderUser(account), name: row.name ?? undefined, addedAt: row.addedAt }];
  });
}

/** One line; throws when the person is gone, which the foreign key keeps from happening. */
export async function renderContact(db: Queryable, ownerId: string, row: ContactRow): Promise<Plain<Contact>> {
  const [contact] = await renderContacts(db, ownerId, [row]);
  if (contact === undefined) throw new Error('a contact without an account');
  return contact;
}
