import { callingUser } from '@parley/kernel/call';
import type { Methods, UserContext } from '../context.ts';
import { cutPage, parsePage } from '../domain/page.ts';
import { renderContacts } from '../render-contacts.ts';
import { listContacts as loadContacts } from '../store/contacts.ts';

/** The caller's contacts, in pages. */
export function listContacts({ db }: Pick<UserContext, 'db'>): Methods['listContacts'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId } = callingUser(call);
      const { after, limit } = parsePage(request);
      const rows = await loadContacts(db, userId, after, limit + 1);
      const { page, nextCursor } = cutPage(rows, limit, (row) => row.contactId);
      return { contacts: await renderContacts(db, userId, page), nextCursor };
    },
  };
}
