import { uuidArray } from '@parley/postgres/arrays';
import type { Queryable } from '@parley/postgres/database';
import type { PushAddress } from '../domain/device.ts';

/** Devices that one person may have; past it the one not heard of for longest goes. */
const MAX_DEVICES = 32;

export interface DeviceRow {
  readonly id: string;
  readonly kind: string;
  /** Epoch ms. */
  readonly createdAt: number;
}

/**
 * Stores where pushes for an installation go; runs in a transaction. One that is known already passes to who is signed in there now,
 * under a new id, so that the former owner's id says nothing about it.
 */
export async function putDevice(
  tx: Queryable,
  device: { readonly id: string; readonly userId: string; readonly sessionId: string; readonly push: PushAddress },
  now: number,
): Promise<DeviceRow> {
  const { id, userId, sessionId, push } = device;
  const [row] = await tx.query<DeviceRow>(
    `INSERT INTO users.devices AS d (id, user_id, session_id, kind, address, subscription, created_at, updated_at)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $7)
     ON CONFLICT (kind, address) DO UPDATE
       SET id = CASE WHEN d.user_id = excluded.user_id THEN d.id ELSE excluded.id END,
           created_at = CASE WHEN d.user_id = excluded.user_id THEN d.created_at ELSE excluded.created_at END,
           user_id = excluded.user_id, session_id = excluded.session_id,
           subscription = excluded.subscription, updated_at = excluded.updated_at
     RETURNING id, kind, created_at::float8 AS "createdAt"`,
    [id, userId, sessionId, push.kind, push.address, push.subscription, now],
  );
  if (row === undefined) throw new Error('an upsert answered no row');
  await tx.query(
    `DELETE FROM users.devices WHERE id IN (
       SELECT id FROM users.devices WHERE user_id = $1::uuid ORDER BY updated_at DESC, id DESC OFFSET ${MAX_DEVICES}
     )`,
    [userId],
  );
  return row;
}

/** Tells whether the person had this device. */
export async function deleteDevice(db: Queryable, userId: string, id: string): Promise<boolean> {
  const rows = await db.query('DELETE FROM users.devices WHERE id = $1::uuid AND user_id = $2::uuid RETURNING id', [id, userId]);
  return rows.length > 0;
}

/** Drops the devices that these sessions registered. */
export async function deleteDevicesOfSessions(db: Queryable, sessionIds: readonly string[]): Promise<void> {
  await db.query('DELETE FROM users.devices WHERE session_id = ANY($1::uuid[])', [uuidArray(sessionIds)]);
}
