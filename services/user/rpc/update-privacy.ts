import { callingUser } from '@parley/kernel/call';
import { appendEvents } from '@parley/postgres/outbox';
import { fail } from '@parley/protocol/errors';
import { announceVisibility } from '../announce-visibility.ts';
import type { Methods, UserContext } from '../context.ts';
import { userEvent } from '../domain/events.ts';
import { type Audience, parseAudience } from '../domain/privacy.ts';
import { changePrivacy } from '../store/privacy.ts';

/** Changes the caller's own privacy settings; what is absent stays. Throws `request.invalid`. */
export function updatePrivacy({
  db,
  live,
  clock,
  ids,
}: Pick<UserContext, 'db' | 'live' | 'clock' | 'ids'>): Methods['updatePrivacy'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const change = {
        lastSeen: audience('lastSeen', request.lastSeen),
        avatar: audience('avatar', request.avatar),
        about: audience('about', request.about),
        groupAdd: audience('groupAdd', request.groupAdd),
        readReceipts: request.readReceipts,
        discoverableByPhone: request.discoverableByPhone,
      };
      const now = clock.now();
      const settings = await db.transaction(async (tx) => {
        const changed = await changePrivacy(tx, userId, change, now);
        if (changed === undefined) return undefined;
        const event = { subject: 'user.updated', payload: { userId, changed: ['privacy'] } } as const;
        await appendEvents(tx, 'users', [userEvent(ids.uuid(), now, userId, event)]);
        return changed;
      });
      if (settings === undefined) throw fail('user.not_found');
      if (Object.values(change).some((value) => value !== undefined)) announceVisibility(live, userId);
      return settings;
    },
  };
}

function audience(path: string, value: string | undefined): Audience | undefined {
  return value === undefined ? undefined : parseAudience(path, value);
}
