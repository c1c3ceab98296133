import type { Page } from '@parley/protocol/page';
import type { Challenge, ClientDevice, Session, SessionInfo } from '@parley/protocol/session';
import type { StoredSession } from '../store/records.ts';
import type { AuthApi, SignedIn } from './auth.ts';
import type { Http } from './http.ts';
import type { SessionKeeper } from './session-keeper.ts';

export interface AuthContext {
  readonly anonymous: Http;
  readonly http: Http;
  readonly keeper: SessionKeeper;
  readonly device: ClientDevice | undefined;
  /** A session begins: the store is made this person's. */
  readonly begin: (session: Session) => Promise<StoredSession>;
  /** The person leaves: the store is emptied. */
  readonly end: () => Promise<void>;
}

export function createAuth({ anonymous, http, keeper, device, begin, end }: AuthContext): AuthApi {
  const signIn = async (path: string, input: { readonly device?: ClientDevice }): Promise<SignedIn & { isNewUser: boolean }> => {
    const body = device === undefined ? input : { device, ...input };
    const session = await anonymous.call<Session>('POST', path, body);
    const { userId, sessionId, user } = await begin(session);
    return { userId, sessionId, user, isNewUser: session.isNewUser };
  };

  return {
    requestCode: (input) => anonymous.call<Challenge>('POST', '/auth/otp', input),
    verifyCode: (input) => signIn('/auth/otp/verify', input),
    register: (input) => signIn('/auth/register', input),
    login: (input) => signIn('/auth/login', input),
    async logout() {
      // Leaving must work without a network too; the server ends what it does not hear from by itself.
      await http.call('POST', '/auth/logout').catch(() => undefined);
      await end();
    },
    accessToken: () => keeper.token(),
    sessions: async () => (await http.call<Page<SessionInfo>>('GET', '/auth/sessions')).items,
    async revokeSession(id) {
      await http.call('DELETE', `/auth/sessions/${id}`);
    },
    async revokeOtherSessions() {
      await http.call('DELETE', '/auth/sessions');
    },
  };
}
