import { callingUser } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { Methods, UserContext } from '../context.ts';
import { parseContactName } from '../domain/profile.ts';
import { renderContact } from '../render-contacts.ts';
import { renameContact } from '../store/contacts.ts';

/** Changes the caller's own name for a contact; none, or an empty one, clears it. Throws `contact.not_found`. */
export function updateContact({ db }: Pick<UserContext, 'db'>): Methods['updateContact'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId: ownerId } = callingUser(call);
      const name = parseContactName(request.name ?? '');
      const row = isUuid(request.userId) ? await renameContact(db, ownerId, request.userId, name ?? null) : undefined;
      if (row === undefined) throw fail('contact.not_found');
      return renderContact(db, ownerId, row);
    },
  };
}
