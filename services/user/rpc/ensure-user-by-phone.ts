import { fail } from '@parley/protocol/errors';
import type { Methods, UserContext } from '../context.ts';
import { createAccount } from '../create-account.ts';
import { parsePhone } from '../domain/phone.ts';
import { findByPhone } from '../store/accounts.ts';

/** The account of a phone that its owner has just verified; makes it on first use. Concurrent calls find the same one. */
export function ensureUserByPhone(context: Pick<UserContext, 'db' | 'clock' | 'ids'>): Methods['ensureUserByPhone'] {
  return {
    allow: ['service'],
    async handle(request) {
      const phone = parsePhone(request.phone);
      if (phone === undefined) throw fail('auth.phone_invalid');
      const known = await findByPhone(context.db, phone);
      if (known !== undefined) return { userId: known, created: false };

      const id = context.ids.uuid();
      const displayName = provisionalName(id);
      if (await createAccount(context, { id, username: undefined, phone, displayName })) return { userId: id, created: true };
      const other = await findByPhone(context.db, phone);
      if (other === undefined) throw fail('internal.unavailable');
      return { userId: other, created: false };
    },
  };
}

/** What a person is called until they choose a name. It tells nothing of their phone number. */
function provisionalName(id: string): string {
  return `User ${id.slice(-6)}`;
}
