import type { Queryable } from '@parley/postgres/database';

/** What a member sets for themselves alone. Undefined stays as it is. */
export interface SettingsUpdate {
  /** Epoch ms; 0 unmutes. */
  readonly mutedUntil: number | undefined;
  readonly pinned: boolean | undefined;
  readonly archived: boolean | undefined;
  readonly markedUnread: boolean | undefined;
  /** Empty removes it. */
  readonly draft: string | undefined;
}

/** Writes them; false when the person is not in the chat. */
export async function updateSettings(tx: Queryable, chatId: string, userId: string, update: SettingsUpdate): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE chat.members
        SET muted_until = CASE WHEN $3::float8 IS NULL THEN muted_until ELSE nullif($3::float8::bigint, 0) END,
            pinned = coalesce($4::boolean, pinned),
            archived = coalesce($5::boolean, archived),
            marked_unread = coalesce($6::boolean, marked_unread),
            draft = CASE WHEN $7::text IS NULL THEN draft ELSE nullif($7::text, '') END
      WHERE chat_id = $1::uuid AND user_id = $2::uuid AND left_at IS NULL RETURNING 1 AS "written"`,
    [
      chatId,
      userId,
      update.mutedUntil ?? null,
      update.pinned ?? null,
      update.archived ?? null,
      update.markedUnread ?? null,
      update.draft ?? null,
    ],
  );
  return rows.length > 0;
}
