import { callingUser } from '@parley/kernel/call';
import { isUuid } from '@parley/kernel/uuid';
import { fail } from '@parley/protocol/errors';
import type { Methods, UserContext } from '../context.ts';
import { deleteDevice as removeDevice } from '../store/devices.ts';

/** Ends pushes to one of the caller's devices. Throws `device.not_found`. */
export function deleteDevice({ db }: Pick<UserContext, 'db'>): Methods['deleteDevice'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const deleted = isUuid(request.deviceId) && (await removeDevice(db, callingUser(call).userId, request.deviceId));
      if (!deleted) throw fail('device.not_found');
      return {};
    },
  };
}
