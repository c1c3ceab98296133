/** Where the live connection stands, and why. */
export type ConnectionState =
  /** Not wanted: signed out, or `stop()` was called. */
  | { readonly state: 'stopped' }
  /** No connection. The next try is at `retryAt` (epoch ms); without it, when something else happens: a network, a sign-in. */
  | { readonly state: 'offline'; readonly reason: OfflineReason; readonly retryAt?: number }
  | { readonly state: 'connecting' }
  /** Live, and fetching what was missed. */
  | { readonly state: 'syncing' }
  | { readonly state: 'online' };

export type OfflineReason =
  | 'no-network'
  /** No answer, or one that broke off. */
  | 'unreachable'
  | 'server-error'
  | 'server-draining'
  | 'rate-limited'
  | 'too-slow'
  /** The session was ended: signing in again is the only way on. */
  | 'signed-out'
  /** Another connection took this one's place. */
  | 'replaced'
  /** The two disagree on the protocol: this client is too old or too new, or has a defect. */
  | 'protocol';
