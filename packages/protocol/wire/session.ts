import type { Plain } from '@parley/kernel/contract';
import type { Session as InternalSession } from '@parley/proto/parley/auth/v1/auth_pb';
import type { SessionInfo } from '../session.ts';
import { isoTime } from './iso-time.ts';
import { omitAbsent } from './omit-absent.ts';

export function toPublicSessionInfo(session: Plain<InternalSession>): SessionInfo {
  const { id, device, createdAt, lastUsedAt, current } = session;
  return omitAbsent({
    id,
    device: device === undefined ? undefined : { name: device.name, platform: device.platform },
    createdAt: isoTime(createdAt),
    lastUsedAt: isoTime(lastUsedAt),
    current,
  });
}
