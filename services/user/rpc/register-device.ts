import { callingUser } from '@parley/kernel/call';
import type { Methods, UserContext } from '../context.ts';
import { parsePushAddress } from '../domain/device.ts';
import { putDevice } from '../store/devices.ts';

/** Notes where pushes for the caller's installation go, for as long as the session lasts. Throws `request.invalid`. */
export function registerDevice({ db, clock, ids }: Pick<UserContext, 'db' | 'clock' | 'ids'>): Methods['registerDevice'] {
  return {
    allow: ['user'],
    async handle(request, call) {
      const { userId, sessionId } = callingUser(call);
      const push = parsePushAddress(request);
      const now = clock.now();
      return db.transaction((tx) => putDevice(tx, { id: ids.uuid(), userId, sessionId, push }, now));
    },
  };
}
