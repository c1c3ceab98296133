import type { ServiceImplementation } from '@parley/kernel/contract';
import type { UserService } from '@parley/proto/parley/user/v1/user_pb';
import type { UserContext } from '../context.ts';
import { addContact } from './add-contact.ts';
import { blockUser } from './block-user.ts';
import { checkBlocks } from './check-blocks.ts';
import { checkGroupAdd } from './check-group-add.ts';
import { checkPresenceVisible } from './check-presence-visible.ts';
import { createUser } from './create-user.ts';
import { deleteDevice } from './delete-device.ts';
import { ensureUserByPhone } from './ensure-user-by-phone.ts';
import { findByLogin } from './find-by-login.ts';
import { getPrivacy } from './get-privacy.ts';
import { getUsers } from './get-users.ts';
import { listBlocks } from './list-blocks.ts';
import { listContacts } from './list-contacts.ts';
import { registerDevice } from './register-device.ts';
import { removeContact } from './remove-contact.ts';
import { searchUsers } from './search-users.ts';
import { syncContacts } from './sync-contacts.ts';
import { unblockUser } from './unblock-user.ts';
import { updateContact } from './update-contact.ts';
import { updatePrivacy } from './update-privacy.ts';
import { updateProfile } from './update-profile.ts';

/** All methods of the contract. */
export function userService(context: UserContext): ServiceImplementation<typeof UserService> {
  return {
    createUser: createUser(context),
    ensureUserByPhone: ensureUserByPhone(context),
    findByLogin: findByLogin(context),
    getUsers: getUsers(context),
    searchUsers: searchUsers(context),
    updateProfile: updateProfile(context),
    getPrivacy: getPrivacy(context),
    updatePrivacy: updatePrivacy(context),
    listContacts: listContacts(context),
    addContact: addContact(context),
    updateContact: updateContact(context),
    removeContact: removeContact(context),
    syncContacts: syncContacts(context),
    listBlocks: listBlocks(context),
    blockUser: blockUser(context),
    unblockUser: unblockUser(context),
    checkBlocks: checkBlocks(context),
    checkGroupAdd: checkGroupAdd(context),
    checkPresenceVisible: checkPresenceVisible(context),
    registerDevice: registerDevice(context),
    deleteDevice: deleteDevice(context),
  };
}
