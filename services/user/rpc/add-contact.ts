import { callingUser } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import { announceVisibility } from '../announce-visibility.ts';
import type { Methods, UserContext } from '../context.ts';
import { countryOfPhone, parsePhone } from '../domain/phone.ts';
import { parseContactName } from '../domain/profile.ts';
import { renderContact } from '../render-contacts.ts';
import { accountExists, findDiscoverable, phoneOf } from '../store/accounts.ts';
import { countContacts, putContact } from '../store/contacts.ts';

const MAX_CONTACTS = 20_000;

/**
 * Adds a person to the caller's contacts, by id or by phone number (which counts as looking them up). Adding a contact again changes
 * the name. Throws `user.not_found`, also for people who don't let themselves be found by phone; `user.self_not_allowed`;
 * `auth.phone_invalid`; `request.invalid`; `rate.limited`.
 */
export function addContact(context: Pick<UserContext, 'db' | 'live' | 'limits' | 'clock'>): Methods['addContact'] {
  const { db, clock } = context;
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId: ownerId } = callingUser(call);
      const name = request.name === undefined ? undefined : parseContactName(request.name);
      const found = await findPerson(context, ownerId, request);
      if (found.id === ownerId) throw fail('user.self_not_allowed');
      if ((await countContacts(db, ownerId)) >= MAX_CONTACTS) {
        throw fail('request.invalid', { message: `An address book has at most ${MAX_CONTACTS} contacts.` });
      }
      const row = await putContact(db, {
        ownerId,
        contactId: found.id,
        name: name ?? null,
        phone: found.phone ?? null,
        addedAt: clock.now(),
      });
      announceVisibility(context.live, ownerId, found.id);
      return renderContact(db, ownerId, row);
    },
  };
}

async function findPerson(
  { db, limits }: Pick<UserContext, 'db' | 'limits'>,
  ownerId: string,
  request: { readonly userId?: string | undefined; readonly phone?: string | undefined },
): Promise<{ id: string; phone?: string }> {
  if ((request.userId === undefined) === (request.phone === undefined)) {
    throw fail('request.invalid', { issues: [{ path: 'userId', message: 'Give either a user id or a phone number.' }] });
  }
  if (request.userId !== undefined) {
    if (!isUuid(request.userId) || !(await accountExists(db, request.userId))) throw fail('user.not_found');
    return { id: request.userId };
  }
  const ownPhone = await phoneOf(db, ownerId);
  const phone = parsePhone(request.phone ?? '', ownPhone === undefined ? undefined : countryOfPhone(ownPhone));
  if (phone === undefined) throw fail('auth.phone_invalid');
  if (phone === ownPhone) return { id: ownerId };
  await limits.lookups(ownerId, 1);
  const [found] = await findDiscoverable(db, ownerId, [phone]);
  await limits.confirmations(ownerId, found === undefined ? 0 : 1);
  if (found === undefined) throw fail('user.not_found');
  return found;
}
