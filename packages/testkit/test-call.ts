import type { Call } from '@parley/kernel/call';

const REQUEST = 'test-request';

/** Calls as tests make them. */
export const testCall = {
  /** By a verified user; each session is a device of theirs. */
  user: (userId: string, sessionId = `session-of-${userId}`): Call => ({
    caller: { kind: 'user', userId, sessionId },
    requestId: REQUEST,
  }),
  /** By another service. */
  service: (name = 'test'): Call => ({ caller: { kind: 'service', name }, requestId: REQUEST }),
  /** By nobody in particular. */
  anonymous: (address = '127.0.0.1'): Call => ({ caller: { kind: 'anonymous', address }, requestId: REQUEST }),
};
