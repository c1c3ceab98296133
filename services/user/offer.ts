import { offer, type ServiceOffer } from '@parley/kernel/contract';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import type { UserContext } from './context.ts';
import { addContact } from './rpc/add-contact.ts';
import { blockUser } from './rpc/block-user.ts';
import { checkBlocks } from './rpc/check-blocks.ts';
import { checkGroupAdd } from './rpc/check-group-add.ts';
import { checkPresenceVisible } from './rpc/check-presence-visible.ts';
import { createUser } from './rpc/create-user.ts';
import { deleteDevice } from './rpc/delete-device.ts';
import { ensureUserByPhone } from './rpc/ensure-user-by-phone.ts';
import { findByLogin } from './rpc/find-by-login.ts';
import { getPrivacy } from './rpc/get-privacy.ts';
import { getUsers } from './rpc/get-users.ts';
import { listBlocks } from './rpc/list-blocks.ts';
import { listContacts } from './rpc/list-contacts.ts';
import { registerDevice } from './rpc/register-device.ts';
import { removeContact } from './rpc/remove-contact.ts';
import { searchUsers } from './rpc/search-users.ts';
import { syncContacts } from './rpc/sync-contacts.ts';
import { unblockUser } from './rpc/unblock-user.ts';
import { updateContact } from './rpc/update-contact.ts';
import { updatePrivacy } from './rpc/update-privacy.ts';
import { updateProfile } from './rpc/update-profile.ts';
import { upkeep } from './rpc/upkeep.ts';

/** All methods of the contract. */
export function userOffer(context: UserContext): ServiceOffer {
  return offer(UserService, {
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
    upkeep: upkeep(context),
  });
}
