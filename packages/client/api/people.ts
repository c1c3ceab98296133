import type { Contact, ContactMatch, Privacy, User } from '@parley/protocol/user';

/** People. All calls need the network and throw `ParleyError`; who is known stays in the local store for the views. */
export interface PeopleApi {
  me(): Promise<User>;
  updateMe(change: { username?: string; displayName?: string; about?: string; avatarUrl?: string }): Promise<User>;
  get(userId: string): Promise<User>;
  getMany(userIds: readonly string[]): Promise<readonly User[]>;
  search(query: string): Promise<readonly User[]>;
  contacts(): Promise<readonly Contact[]>;
  addContact(input: { userId: string; name?: string } | { phone: string; name?: string }): Promise<Contact>;
  renameContact(userId: string, name: string): Promise<Contact>;
  removeContact(userId: string): Promise<void>;
  /** Which of these phone numbers belong to people here. */
  syncContacts(phones: readonly string[]): Promise<readonly ContactMatch[]>;
  blocks(): Promise<readonly User[]>;
  block(userId: string): Promise<void>;
  unblock(userId: string): Promise<void>;
  privacy(): Promise<Privacy>;
  updatePrivacy(change: Partial<Privacy>): Promise<Privacy>;
}
