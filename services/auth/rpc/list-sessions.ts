import { callingUser } from '@parley/kernel/call';
import type { AuthContext, Methods } from '../context.ts';
import { listLive } from '../store/sessions.ts';

/** Where the caller is signed in, the last used first. */
export function listSessions({ db, clock }: Pick<AuthContext, 'db' | 'clock'>): Methods['listSessions'] {
  return {
    allow: ['user'],
    async handle(_request, call) {
      const { userId, sessionId } = callingUser(call);
      const sessions = await listLive(db, userId, clock.now());
      return {
        sessions: sessions.map(({ id, deviceName, devicePlatform, createdAt, lastUsedAt }) => ({
          id,
          device: { name: deviceName, platform: devicePlatform },
          createdAt,
          lastUsedAt,
          current: id === sessionId,
        })),
      };
    },
  };
}
