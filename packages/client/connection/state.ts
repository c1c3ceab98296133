/** Where the live connection stands, and why. */
export type ConnectionState =
  /** Not wanted: signed out, or `stop()` was called. */
  | { readonly state: 'stopped' }
  /** No network, or the server can't be reached: the next try is at `retryAt` (epoch ms), or when the network returns. */
  | { readonly state: 'offline'; readonly reason: OfflineReason; readonly retryAt?: number }
  | { readonly state: 'connecting' }
  /** Live, and fetching what was missed. */
  | { readonly state: 'syncing' }
  | { readonly state: 'online' };

export type OfflineReason =
  | 'no-network'
  | 'unreachable'
  | 'server-error'
  | 'server-draining'
  | 'rate-limited'
  | 'too-slow'
  /** The session was revoked or could not be refreshed: signing in again is the only way on. */
  | 'signed-out'
  /** Another connection took this one's place. */
  | 'replaced'
  /** The two disagree on the protocol: the client is too old or too new. */
  | 'protocol';
