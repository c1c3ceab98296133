import type { Queryable } from '@parley/postgres/database';
import type { Audience } from '../domain/privacy.ts';

/** A person's privacy settings. */
export interface PrivacySettings {
  readonly lastSeen: Audience;
  readonly avatar: Audience;
  readonly about: Audience;
  readonly groupAdd: Audience;
  readonly readReceipts: boolean;
  readonly discoverableByPhone: boolean;
}

const COLUMNS = `last_seen_audience AS "lastSeen", avatar_audience AS avatar, about_audience AS about,
  group_add_audience AS "groupAdd", read_receipts AS "readReceipts", discoverable_by_phone AS "discoverableByPhone"`;

/** The settings of a person; undefined when nobody has this id. */
export async function loadPrivacy(db: Queryable, userId: string): Promise<PrivacySettings | undefined> {
  const [row] = await db.query<PrivacySettings>(`SELECT ${COLUMNS} FROM users.accounts WHERE id = $1::uuid`, [userId]);
  return row;
}

/** Changes the settings that are given and answers all of them; undefined when nobody has this id. */
export async function changePrivacy(
  db: Queryable,
  userId: string,
  change: { readonly [K in keyof PrivacySettings]: PrivacySettings[K] | undefined },
  now: number,
): Promise<PrivacySettings | undefined> {
  const [row] = await db.query<PrivacySettings>(
    `UPDATE users.accounts
        SET last_seen_audience = coalesce($2, last_seen_audience),
            avatar_audience = coalesce($3, avatar_audience),
            about_audience = coalesce($4, about_audience),
            group_add_audience = coalesce($5, group_add_audience),
            read_receipts = coalesce($6, read_receipts),
            discoverable_by_phone = coalesce($7, discoverable_by_phone),
            updated_at = $8
      WHERE id = $1::uuid
      RETURNING ${COLUMNS}`,
    [
      userId,
      change.lastSeen ?? null,
      change.avatar ?? null,
      change.about ?? null,
      change.groupAdd ?? null,
      change.readReceipts ?? null,
      change.discoverableByPhone ?? null,
      now,
    ],
  );
  return row;
}
