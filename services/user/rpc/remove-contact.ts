import { callingUser } from '@parley/kernel/call';
import { fail } from '@parley/protocol/errors';
import type { UserContext, UserMethod } from '../context.ts';
import { isUuid } from '../domain/uuid.ts';
import { deleteContact } from '../store/contacts.ts';

/** Takes a person out of the caller's contacts. Throws `contact.not_found`. */
export function removeContact({ db }: Pick<UserContext, 'db'>): UserMethod<'removeContact'> {
  return {
    allow: ['user'],
    async handle(request, call) {
      const removed = isUuid(request.userId) && (await deleteContact(db, callingUser(call).userId, request.userId));
      if (!removed) throw fail('contact.not_found');
      return {};
    },
  };
}
