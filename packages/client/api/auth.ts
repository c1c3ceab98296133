import type { ClientDevice, SessionInfo } from '@parley/protocol/session';
import type { User } from '@parley/protocol/user';

/** Who is signed in on this device. */
export interface SignedIn {
  readonly userId: string;
  readonly sessionId: string;
  readonly user: User;
}

export type AuthState =
  /** The local store has not answered yet. */
  | { readonly state: 'loading' }
  | { readonly state: 'signed-out'; readonly reason?: 'never' | 'logged-out' | 'revoked' }
  | { readonly state: 'signed-in'; readonly session: SignedIn };

/** Signing in and out, and the person's sessions. All calls need the network and throw `ParleyError`. */
export interface AuthApi {
  requestCode(input: { phone: string; country?: string }): Promise<{
    challengeId: string;
    /** Seconds. */
    expiresIn: number;
    /** Seconds. */
    resendIn: number;
    /** Development servers only. */
    code?: string | undefined;
  }>;
  verifyCode(input: { challengeId: string; code: string; device?: ClientDevice }): Promise<SignedIn & { isNewUser: boolean }>;
  register(input: { username: string; password: string; displayName: string; device?: ClientDevice }): Promise<SignedIn>;
  login(input: { login: string; password: string; device?: ClientDevice }): Promise<SignedIn>;
  /** Ends the session on the server as far as it can be reached, and empties the local store. */
  logout(): Promise<void>;
  /** A valid access token, refreshed if need be; one refresh at a time over all tabs. For uploads and the like. */
  accessToken(): Promise<string>;
  sessions(): Promise<readonly SessionInfo[]>;
  revokeSession(id: string): Promise<void>;
  revokeOtherSessions(): Promise<void>;
}
