import type { Queryable } from '@parley/postgres/database';

/** A line of a person's address book. */
export interface ContactRow {
  readonly contactId: string;
  readonly name: string | null;
  /** Epoch ms. */
  readonly addedAt: number;
}

const COLUMNS = 'contact_id AS "contactId", name, added_at::float8 AS "addedAt"';

/** Contacts of a person in the order of their ids, from the one after `after` on. */
export function listContacts(db: Queryable, ownerId: string, after: string | null, limit: number): Promise<ContactRow[]> {
  return db.query<ContactRow>(
    `SELECT ${COLUMNS} FROM users.contacts
      WHERE owner_id = $1::uuid AND ($2::uuid IS NULL OR contact_id > $2::uuid)
      ORDER BY contact_id LIMIT $3::integer`,
    [ownerId, after, limit],
  );
}

export interface NewContact {
  readonly ownerId: string;
  readonly contactId: string;
  readonly name: string | null;
  /** The number that the owner wrote down, E.164. */
  readonly phone: string | null;
  readonly addedAt: number;
}

/** Adds a contact. One who is a contact already keeps the date, and what is not given anew. */
export async function putContact(db: Queryable, contact: NewContact): Promise<ContactRow> {
  const [row] = await db.query<ContactRow>(
    `INSERT INTO users.contacts AS c (owner_id, contact_id, name, phone, added_at)
     VALUES ($1::uuid, $2::uuid, $3, $4, $5)
     ON CONFLICT (owner_id, contact_id)
     DO UPDATE SET name = coalesce(excluded.name, c.name), phone = coalesce(excluded.phone, c.phone)
     RETURNING ${COLUMNS}`,
    [contact.ownerId, contact.contactId, contact.name, contact.phone, contact.addedAt],
  );
  if (row === undefined) throw new Error('an upsert answered no row');
  return row;
}

/** Sets or clears the owner's name for a contact; undefined when there is no such contact. */
export async function renameContact(
  db: Queryable,
  ownerId: string,
  contactId: string,
  name: string | null,
): Promise<ContactRow | undefined> {
  const [row] = await db.query<ContactRow>(
    `UPDATE users.contacts SET name = $3 WHERE owner_id = $1::uuid AND contact_id = $2::uuid RETURNING ${COLUMNS}`,
    [ownerId, contactId, name],
  );
  return row;
}

/** Tells whether there was such a contact. */
export async function deleteContact(db: Queryable, ownerId: string, contactId: string): Promise<boolean> {
  const rows = await db.query(
    'DELETE FROM users.contacts WHERE owner_id = $1::uuid AND contact_id = $2::uuid RETURNING contact_id',
    [ownerId, contactId],
  );
  return rows.length > 0;
}

/** How many contacts a person has. */
export async function countContacts(db: Queryable, ownerId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    'SELECT count(*)::float8 AS count FROM users.contacts WHERE owner_id = $1::uuid',
    [ownerId],
  );
  return row?.count ?? 0;
}
