import type { Plain } from '@parley/kernel/contract';
import type { SessionGrant } from '@parley/proto/parley/auth/v1/auth_pb';
import type { AuthContext } from '../context.ts';
import { encodeToken, type RefreshToken } from '../domain/refresh-token.ts';
import { signAccessToken } from '../keys/access-token.ts';

/** The answer to a sign-in or a refresh: a new access token beside the refresh token. */
export async function grant(
  { keys, clock, lifetimes }: Pick<AuthContext, 'keys' | 'clock' | 'lifetimes'>,
  session: { readonly userId: string; readonly token: RefreshToken; readonly isNewUser: boolean },
): Promise<Plain<SessionGrant>> {
  const { userId, token, isNewUser } = session;
  const now = clock.now();
  const expiresAt = now + lifetimes.accessTokenMs;
  return {
    accessToken: await signAccessToken(keys, { userId, sessionId: token.sessionId, expiresAt }, now),
    refreshToken: encodeToken(token),
    expiresIn: Math.floor(lifetimes.accessTokenMs / 1000),
    sessionId: token.sessionId,
    userId,
    isNewUser,
  };
}
