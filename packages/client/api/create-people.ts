import { MAX_IDS } from '@parley/protocol/limits';
import type { Page } from '@parley/protocol/page';
import type { Contact, ContactMatch, Privacy, User } from '@parley/protocol/user';
import type { Store } from '../store/store.ts';
import { type Http, query } from './http.ts';
import type { PeopleApi } from './people.ts';

/** People as the server tells them; each is put into the store on the way. */
export function createPeople({ http, store }: { readonly http: Http; readonly store: Store }): PeopleApi {
  const keep = async (users: readonly User[]): Promise<void> => {
    if (users.length > 0) await store.write((tx) => tx.putUsers(users));
  };
  const kept = async (answer: Promise<User>): Promise<User> => {
    const user = await answer;
    await keep([user]);
    return user;
  };
  const keptContact = async (answer: Promise<Contact>): Promise<Contact> => {
    const contact = await answer;
    await keep([contact.user]);
    return contact;
  };
  const keptList = async (path: string): Promise<readonly User[]> => {
    const users = (await http.call<Page<User>>('GET', path)).items;
    await keep(users);
    return users;
  };
  /** All pages of a list. */
  const all = async <T>(path: string): Promise<readonly T[]> => {
    const items: T[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await http.call<Page<T>>('GET', `${path}${query({ cursor, limit: 200 })}`);
      items.push(...page.items);
      if (page.nextCursor === null) return items;
      cursor = page.nextCursor;
    }
  };

  return {
    me: () => kept(http.call('GET', '/users/me')),
    updateMe: (change) => kept(http.call('PATCH', '/users/me', change)),
    get: (userId) => kept(http.call('GET', `/users/${userId}`)),
    async getMany(userIds) {
      const users: User[] = [];
      for (let start = 0; start < userIds.length; start += MAX_IDS) {
        users.push(...(await keptList(`/users${query({ ids: userIds.slice(start, start + MAX_IDS).join(',') })}`)));
      }
      return users;
    },
    search: (q) => keptList(`/users/search${query({ q })}`),
    async contacts() {
      const contacts = await all<Contact>('/contacts');
      await keep(contacts.map((contact) => contact.user));
      return contacts;
    },
    addContact: (input) => keptContact(http.call('POST', '/contacts', input)),
    renameContact: (userId, name) => keptContact(http.call('PATCH', `/contacts/${userId}`, { name })),
    async removeContact(userId) {
      await http.call('DELETE', `/contacts/${userId}`);
    },
    async syncContacts(phones) {
      const matches = (await http.call<Page<ContactMatch>>('POST', '/contacts/sync', { phones })).items;
      await keep(matches.map((match) => match.user));
      return matches;
    },
    blocks: () => all<User>('/blocks'),
    async block(userId) {
      await http.call('PUT', `/blocks/${userId}`);
    },
    async unblock(userId) {
      await http.call('DELETE', `/blocks/${userId}`);
    },
    privacy: () => http.call<Privacy>('GET', '/users/me/privacy'),
    updatePrivacy: (change) => http.call<Privacy>('PATCH', '/users/me/privacy', change),
  };
}
