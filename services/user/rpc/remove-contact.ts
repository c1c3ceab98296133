import { callingUser } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import { announceVisibility } from '../announce-visibility.ts';
import type { Methods, UserContext } from '../context.ts';
import { deleteContact } from '../store/contacts.ts';

/** Takes a person out of the caller's contacts. Throws `contact.not_found`. */
export function removeContact({ db, live }: Pick<UserContext, 'db' | 'live'>): Methods['removeContact'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId: ownerId } = callingUser(call);
      const removed = isUuid(request.userId) && (await deleteContact(db, ownerId, request.userId));
      if (!removed) throw fail('contact.not_found');
      announceVisibility(live, ownerId, request.userId);
      return {};
    },
  };
}
