import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { Methods, UserContext } from '../context.ts';
import { countryOfPhone, parsePhone } from '../domain/phone.ts';
import { renderUser } from '../domain/render-user.ts';
import { findDiscoverable, phoneOf } from '../store/accounts.ts';
import { loadSeen } from '../store/seen.ts';

/** Numbers of one request. A longer address book is sent in parts. */
const MAX_PHONES = 1_000;

/**
 * Which of the numbers in the caller's address book have accounts that let themselves be found. What can't be a number is
 * left out. National numbers are of `country`, else of the caller's own. Throws `request.invalid`, `rate.limited`.
 */
export function syncContacts({ db, limits }: Pick<UserContext, 'db' | 'limits'>): Methods['syncContacts'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      if (request.phones.length > MAX_PHONES) {
        throw fail('request.invalid', {
          issues: [{ path: 'phones', message: `Must be at most ${MAX_PHONES}; send the rest in another request.` }],
        });
      }
      const ownPhone = await phoneOf(db, userId);
      const country = request.country ?? (ownPhone === undefined ? undefined : countryOfPhone(ownPhone));
      const written = new Map<string, string>();
      for (const phone of request.phones) {
        const number = parsePhone(phone, country);
        if (number !== undefined && !written.has(number)) written.set(number, phone);
      }
      await limits.lookups(userId, written.size);
      const found = await findDiscoverable(db, userId, [...written.keys()]);
      const seen = await loadSeen(
        db,
        userId,
        found.map((account) => account.id),
      );
      await limits.confirmations(userId, seen.filter((account) => !account.subjectIsContact).length);

      const phones = new Map(found.map((account) => [account.id, written.get(account.phone)]));
      return {
        matches: seen.map((account) => ({
          phone: phones.get(account.id) ?? '',
          // The caller has the number, so it is no secret to them.
          user: renderUser({ ...account, subjectIsContact: true, viewerKnowsPhone: true }),
        })),
      };
    },
  };
}
