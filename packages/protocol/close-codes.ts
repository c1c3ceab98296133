/** What a client does after a close. */
export type Reconnect =
  /** The client's fault: not by itself. */
  | 'never'
  /** Only with another access token. */
  | 'with_new_token'
  /** When the seconds in the close reason (`retryAfter=<n>`) have passed. */
  | 'after_delay'
  /** At once; a load balancer will pick another node. */
  | 'at_once'
  /** With growing, jittered delays. */
  | 'back_off';

interface CloseEntry {
  readonly code: number;
  readonly reason: string;
  readonly reconnect: Reconnect;
}

/**
 * Why the server closes a WebSocket. 4400 to 4449, aside from 4429, are the client's fault; 4500 and up are the server's
 * and clients come back.
 */
export const closeCodes = {
  badFrame: { code: 4400, reason: 'bad frame', reconnect: 'never' },
  unauthenticated: { code: 4401, reason: 'not authenticated, or the session was revoked', reconnect: 'with_new_token' },
  authTimeout: { code: 4408, reason: 'no access token in time', reconnect: 'with_new_token' },
  replaced: { code: 4409, reason: 'replaced by a newer connection', reconnect: 'never' },
  frameTooLarge: { code: 4413, reason: 'frame too large', reconnect: 'never' },
  rateLimited: { code: 4429, reason: 'rate limited', reconnect: 'after_delay' },
  internal: { code: 4500, reason: 'internal error', reconnect: 'back_off' },
  draining: { code: 4503, reason: 'this node is going away', reconnect: 'at_once' },
  tooSlow: { code: 4508, reason: 'too slow; reconnect and sync', reconnect: 'back_off' },
} as const satisfies Record<string, CloseEntry>;

export type CloseName = keyof typeof closeCodes;

/** How to go on after a close with `code`, whoever chose it: codes outside the table (1006 and the like) mean back-off. */
export function reconnectAfter(code: number): Reconnect {
  for (const entry of Object.values(closeCodes)) if (entry.code === code) return entry.reconnect;
  return code >= 4400 && code < 4450 ? 'never' : 'back_off';
}
