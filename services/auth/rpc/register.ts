import { serviceCall } from '@parley/kernel/call';
import { AppError } from '@parley/kernel/errors';
import { fail } from '@parley/protocol/errors';
import type { AuthContext, Methods } from '../context.ts';
import { checkNewPassword } from '../domain/password.ts';
import { openSession } from '../sessions/open-session.ts';
import { deletePassword, insertPassword } from '../store/passwords.ts';

/** What no username has is refused before anything is looked up: a phone number must not be answered with "taken". */
const POSSIBLE_USERNAME = /^[A-Za-z0-9_.]+$/;

/**
 * Makes an account with a username and a password, and its first session.
 *
 * The password is stored first, under an id chosen here; then the account is made with that id. Wherever this is
 * interrupted, either the username is still free, or it belongs to an account that its owner can sign in to with the
 * password they gave.
 *
 * Throws `auth.username_taken`, `auth.password_weak`, `request.invalid`, `rate.limited`.
 */
export function register(
  context: Pick<AuthContext, 'db' | 'live' | 'clock' | 'ids' | 'keys' | 'lifetimes' | 'user' | 'limits' | 'hasher'>,
): Methods['register'] {
  const { db, clock, ids, user, limits, hasher } = context;
  return {
    allow: ['anonymous'],
    async handle({ username, password, displayName, device, address }, call) {
      checkNewPassword(password);
      if (!POSSIBLE_USERNAME.test(username)) {
        throw fail('request.invalid', {
          issues: [{ path: 'username', message: 'Must be letters (a–z), digits, underscores or dots.' }],
        });
      }
      await limits.registration(address);
      // Asked first only to spare the work; who is first is decided when the account is made.
      const taken = await user.findByLogin({ login: username }, serviceCall('auth', call));
      if (taken.userId !== '') throw fail('auth.username_taken');

      const userId = ids.uuid();
      await insertPassword(db, userId, await hasher.hash(password), clock.now());
      try {
        await user.createUser({ userId, username, displayName }, serviceCall('auth', call));
      } catch (error) {
        // After a refusal there is no account. After anything else there may be one, and then it needs its password.
        if (error instanceof AppError && !error.retryable) await deletePassword(db, userId);
        if (error instanceof AppError && error.code === 'user.username_taken')
          throw fail('auth.username_taken', { cause: error });
        throw error;
      }
      return openSession(context, { userId, isNewUser: true, device });
    },
  };
}
