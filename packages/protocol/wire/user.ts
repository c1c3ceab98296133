import type { Plain } from '@parley/kernel/contract';
import type { Presence as InternalPresence } from '@parley/proto/parley/presence/v1/presence_pb';
import type { User as InternalUser } from '@parley/proto/parley/user/v1/user_pb';
import type { Presence } from '../presence.ts';
import type { User } from '../user.ts';
import { isoTimeOf } from './iso-time.ts';
import { omitAbsent } from './omit-absent.ts';

/** A profile of the internal contract as clients see it, with the person's presence where it was asked for and is visible. */
export function toPublicUser(user: Plain<InternalUser>, presence?: Plain<InternalPresence>): User {
  const seen = presence?.visible === true ? presence : undefined;
  return omitAbsent({
    id: user.id,
    username: user.username,
    displayName: user.displayName,
    about: user.about,
    avatarUrl: user.avatarUrl,
    phone: user.phone,
    lastSeenAt: isoTimeOf(seen?.lastSeenAt),
    online: seen?.online,
  });
}

export function toPublicPresence(presence: Plain<InternalPresence>): Presence {
  const { userId, visible } = presence;
  if (!visible) return { userId, online: false };
  return omitAbsent({ userId, online: presence.online, lastSeenAt: isoTimeOf(presence.lastSeenAt) });
}
