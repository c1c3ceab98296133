import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { Succession } from '../domain/refresh-token.ts';

export interface SessionRow {
  readonly id: string;
  readonly deviceName: string;
  readonly devicePlatform: string;
  /** Epoch ms, like all times here. */
  readonly createdAt: number;
  readonly lastUsedAt: number;
}

export interface NewSession extends SessionRow {
  readonly userId: string;
  readonly familyHash: Uint8Array;
  readonly refreshHash: Uint8Array;
  readonly expiresAt: number;
}

export async function insertSession(tx: Queryable, session: NewSession): Promise<void> {
  await tx.query(
    `INSERT INTO auth.sessions
       (id, user_id, family_hash, refresh_hash, device_name, device_platform, created_at, last_used_at, expires_at)
     VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8, $9)`,
    [
      session.id,
      session.userId,
      session.familyHash,
      session.refreshHash,
      session.deviceName,
      session.devicePlatform,
      session.createdAt,
      session.lastUsedAt,
      session.expiresAt,
    ],
  );
}

/**
 * Puts a new refresh token in the place of the one with `oldHash` and answers whose session it is; undefined when that isn't the
 * latest token of a live session. One statement, so of two that come with the same token one alone succeeds.
 */
export async function rotateRefresh(
  db: Queryable,
  rotation: {
    readonly id: string;
    readonly oldHash: Uint8Array;
    readonly newHash: Uint8Array;
    /** What the new one follows from, beside the old one. */
    readonly salt: Uint8Array;
    readonly now: number;
    readonly expiresAt: number;
  },
): Promise<string | undefined> {
  const [row] = await db.query<{ userId: string }>(
    `UPDATE auth.sessions SET refresh_hash = $3, previous_hash = $2, rotation_salt = $6, rotated_at = $4, last_used_at = $4, expires_at = $5
      WHERE id = $1::uuid AND refresh_hash = $2 AND revoked_at IS NULL AND expires_at > $4
      RETURNING user_id AS "userId"`,
    [rotation.id, rotation.oldHash, rotation.newHash, rotation.now, rotation.expiresAt, rotation.salt],
  );
  return row?.userId;
}

export interface SessionState extends Succession {
  readonly userId: string;
  readonly familyHash: Uint8Array;
  readonly expiresAt: number;
  readonly revoked: boolean;
}

/** What decides whether the tokens of a session are good. */
export async function loadSessionState(db: Queryable, id: string): Promise<SessionState | undefined> {
  const [row] = await db.query<SessionState>(
    `SELECT user_id AS "userId", family_hash AS "familyHash", expires_at::float8 AS "expiresAt", revoked_at IS NOT NULL AS revoked,
            refresh_hash AS "latestHash", previous_hash AS "previousHash", rotation_salt AS salt, rotated_at::float8 AS "rotatedAt"
       FROM auth.sessions WHERE id = $1::uuid`,
    [id],
  );
  return row;
}

/** The live sessions of a person, the last used first. */
export function listLive(db: Queryable, userId: string, now: number): Promise<SessionRow[]> {
  return db.query<SessionRow>(
    `SELECT id, device_name AS "deviceName", device_platform AS "devicePlatform",
            created_at::float8 AS "createdAt", last_used_at::float8 AS "lastUsedAt"
       FROM auth.sessions WHERE user_id = $1::uuid AND revoked_at IS NULL AND expires_at > $2
      ORDER BY last_used_at DESC, id DESC`,
    [userId, now],
  );
}

/** Ids of a person's live sessions past the `keep` last used ones. */
export async function listSurplus(db: Queryable, userId: string, keep: number): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM auth.sessions WHERE user_id = $1::uuid AND revoked_at IS NULL
      ORDER BY last_used_at DESC, id DESC OFFSET $2::integer`,
    [userId, keep],
  );
  return rows.map((row) => row.id);
}

/** Ends those of the person's sessions that still live, and answers which they were. */
export async function markRevoked(
  tx: Queryable,
  userId: string,
  ids: readonly string[],
  because: string,
  now: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `UPDATE auth.sessions SET revoked_at = $4, revoked_because = $3
      WHERE id = ANY($2::uuid[]) AND user_id = $1::uuid AND revoked_at IS NULL
      RETURNING id`,
    [userId, uuidArray(ids), because, now],
  );
  return rows.map((row) => row.id);
}

/** Sessions that were revoked after `since`. */
export function listRevokedSince(
  db: Queryable,
  since: number,
): Promise<{ sessionId: string; userId: string; revokedAt: number }[]> {
  return db.query(
    `SELECT id AS "sessionId", user_id AS "userId", revoked_at::float8 AS "revokedAt"
       FROM auth.sessions WHERE revoked_at > $1 ORDER BY revoked_at`,
    [since],
  );
}
