import type { Consumer, EventBus } from '@parley/bus/events';
import { isUuid } from '@parley/kernel/uuid';
import type { Queryable } from '@parley/postgres/database';
import { deleteDevicesOfSessions } from './store/devices.ts';

/** Drops the push devices of sessions that have ended: who signed out on a phone gets nothing more there. */
export function consumeEndedSessions(events: Pick<EventBus, 'consume'>, db: Queryable): Promise<Consumer> {
  return events.consume({ stream: 'SESSIONS', durable: 'user-devices', subjects: ['session.revoked'] }, async (batch) => {
    const sessionIds = batch.flatMap(({ payload }) => sessionIdOf(payload) ?? []);
    if (sessionIds.length > 0) await deleteDevicesOfSessions(db, sessionIds);
  });
}

function sessionIdOf(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('sessionId' in payload)) return undefined;
  return typeof payload.sessionId === 'string' && isUuid(payload.sessionId) ? payload.sessionId : undefined;
}
