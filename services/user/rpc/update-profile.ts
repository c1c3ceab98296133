import { callingUser } from '@parley/kernel/call';
import { appendEvents } from '@parley/postgres/outbox';
import { fail } from '@parley/protocol/errors';
import type { Methods, UserContext } from '../context.ts';
import { userEvent } from '../domain/events.ts';
import { parseAbout, parseAvatarUrl, parseDisplayName } from '../domain/profile.ts';
import { renderUser } from '../domain/render-user.ts';
import { parseUsername } from '../domain/username.ts';
import { type ProfileChange, updateProfile as storeProfile } from '../store/profile.ts';
import { loadSeen } from '../store/seen.ts';

/** Changes the caller's own profile and answers it whole. Throws `user.username_taken`, `request.invalid`. */
export function updateProfile({ db, clock, ids }: Pick<UserContext, 'db' | 'clock' | 'ids'>): Methods['updateProfile'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const change: ProfileChange = {
        ...(request.username === undefined ? {} : { username: parseUsername(request.username) }),
        ...(request.displayName === undefined ? {} : { displayName: parseDisplayName(request.displayName) }),
        ...(request.about === undefined ? {} : { about: parseAbout(request.about) ?? null }),
        ...(request.avatarUrl === undefined ? {} : { avatarUrl: parseAvatarUrl(request.avatarUrl) ?? null }),
      };
      const changed = Object.keys(change);
      if (changed.length > 0) {
        const now = clock.now();
        const outcome = await db.transaction(async (tx) => {
          const result = await storeProfile(tx, userId, change, now);
          if (result === 'updated') {
            const event = { subject: 'user.updated', payload: { userId, changed } } as const;
            await appendEvents(tx, 'users', [userEvent(ids.uuid(), now, userId, event)]);
          }
          return result;
        });
        if (outcome === 'taken') throw fail('user.username_taken');
      }
      const [account] = await loadSeen(db, userId, [userId]);
      if (account === undefined) throw fail('user.not_found');
      return renderUser(account);
    },
  };
}
