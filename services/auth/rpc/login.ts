import { serviceCall } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { AuthContext, Methods } from '../context.ts';
import { openSession } from '../sessions/open-session.ts';
import { loadPassword, upgradePassword } from '../store/passwords.ts';

/** An id that nobody has: looked up for unknown names, so that they take as long as known ones. */
const NOBODY = '00000000-0000-0000-0000-000000000000';
const MAX_LOGIN_LENGTH = 64;

/**
 * Begins a session with a username or phone and a password. Unknown names, people without a password and wrong passwords
 * are answered alike, after the same work. A bcrypt hash is replaced. Throws `auth.credentials_invalid`, `auth.login_rate_limited`.
 */
export function login(
  context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids' | 'keys' | 'lifetimes' | 'user' | 'limits' | 'hasher'>,
): Methods['login'] {
  const { db, clock, user, limits, hasher } = context;
  return {
    allow: ['anonymous'],
    async handle({ login: name, password, device, address }, call) {
      if (name.length > MAX_LOGIN_LENGTH) throw fail('auth.credentials_invalid');
      const { userId } = await user.findByLogin({ login: name }, serviceCall('auth', call));
      await limits.login(userId === '' ? `unknown:${name.trim().toLowerCase()}` : userId, address);

      const hash = await loadPassword(db, userId === '' ? NOBODY : userId);
      const matches = await hasher.verify(password, hash);
      if (!matches || hash === undefined) throw fail('auth.credentials_invalid');
      if (hasher.isOutdated(hash)) await upgradePassword(db, userId, hash, await hasher.hash(password), clock.now());
      return openSession(context, { userId, isNewUser: false, device });
    },
  };
}
