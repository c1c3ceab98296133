import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { Methods, UserContext } from '../context.ts';
import { createAccount } from '../create-account.ts';
import { parsePhone } from '../domain/phone.ts';
import { parseDisplayName } from '../domain/profile.ts';
import { parseUsername } from '../domain/username.ts';
import { findByUsername } from '../store/accounts.ts';

/**
 * Makes an account. The same request again, with the id that the caller chose, is answered as the first time.
 * Throws `user.username_taken`, `user.phone_taken`, `request.invalid`.
 */
export function createUser(context: Pick<UserContext, 'db' | 'clock' | 'ids'>): Methods['createUser'] {
  return {
    allow: ['service'],
    async handle(request) {
      const id = request.userId ?? context.ids.uuid();
      if (!isUuid(id)) throw fail('request.invalid', { issues: [{ path: 'userId', message: 'Must be a UUID.' }] });
      const username = request.username === undefined ? undefined : parseUsername(request.username);
      const phone = request.phone === undefined ? undefined : parsePhone(request.phone);
      if (request.phone !== undefined && phone === undefined) throw fail('auth.phone_invalid');
      if (username === undefined && phone === undefined) {
        throw fail('request.invalid', { issues: [{ path: 'username', message: 'A username or a phone number is needed.' }] });
      }
      const created = await createAccount(context, { id, username, phone, displayName: parseDisplayName(request.displayName) });
      if (created) return { userId: id };

      const owner = username === undefined ? undefined : await findByUsername(context.db, username);
      if (owner === id) return { userId: id };
      throw fail(owner === undefined ? 'user.phone_taken' : 'user.username_taken');
    },
  };
}
