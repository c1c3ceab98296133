import type { Plain } from '@parley/kernel/contract';
import type { Contact as InternalContact } from '@parley/proto/parley/user/v1/user_pb';
import type { Contact, User } from '../user.ts';
import { isoTime } from './iso-time.ts';
import { omitAbsent } from './omit-absent.ts';

/** A contact of the internal contract, with the profile as its owner may see it. */
export function toPublicContact(contact: Plain<InternalContact>, user: User): Contact {
  return omitAbsent({ user, name: contact.name, addedAt: isoTime(contact.addedAt) });
}
