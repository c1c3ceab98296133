import type { Session } from '@parley/protocol/session';
import type { Clock } from '../clock.ts';
import type { StoredSession } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { Locks } from '../tabs/locks.ts';
import { ParleyError } from './error.ts';
import type { Http } from './http.ts';

/** Ms before its end that a token is replaced, so that it doesn't expire under way. */
const MARGIN_MS = 30_000;

/** Keeps the session in the store and its tokens fresh. */
export interface SessionKeeper {
  current(): Promise<StoredSession | undefined>;
  keep(session: Session): Promise<StoredSession>;
  /** A token the server should take; not `stale`, which it has refused. Throws `ParleyError`, 401 when the session is over. */
  token(stale?: string): Promise<string>;
}

export interface KeeperContext {
  readonly store: Store;
  /** Without a token. */
  readonly http: Http;
  readonly clock: Clock;
  readonly locks: Locks;
  /** The server has ended the session. */
  readonly onEnded: (session: StoredSession) => Promise<void>;
}

export function createSessionKeeper({ store, http, clock, locks, onEnded }: KeeperContext): SessionKeeper {
  const current = () => store.read((tx) => tx.meta('session'));

  const keep = async (session: Session): Promise<StoredSession> => {
    const { accessToken, refreshToken, sessionId, user } = session;
    const stored: StoredSession = {
      userId: user.id,
      sessionId,
      accessToken,
      refreshToken,
      expiresAt: clock.now() + session.expiresIn * 1000,
      user,
    };
    await store.write(async (tx) => {
      await tx.setMeta('session', stored);
      await tx.putUsers([user]);
    });
    return stored;
  };

  /** The refresh token that was sent and not answered: the server may have replaced it, and repeats that for a moment only. */
  let unanswered: string | undefined;
  const isGood = (session: StoredSession, stale: string | undefined) =>
    session.accessToken !== stale && session.refreshToken !== unanswered && session.expiresAt - MARGIN_MS > clock.now();

  const refresh = async (stale: string | undefined): Promise<string> => {
    // Whoever had the lock before, in this tab or another, may have done it already.
    const session = await current();
    if (session === undefined) throw signedOut();
    if (isGood(session, stale)) return session.accessToken;
    unanswered = session.refreshToken;
    try {
      return (await keep(await http.call<Session>('POST', '/auth/refresh', { refreshToken: session.refreshToken }))).accessToken;
    } catch (error) {
      if (error instanceof ParleyError && error.status === 401) await endUnlessReplaced(session);
      throw error;
    }
  };

  /** Where tabs have no locks, two may refresh at once: the one that lost finds the session of the other. */
  const endUnlessReplaced = async (session: StoredSession): Promise<void> => {
    const now = await current();
    if (now?.refreshToken === session.refreshToken) await onEnded(session);
  };

  return {
    current,
    keep,
    async token(stale) {
      const session = await current();
      if (session === undefined) throw signedOut();
      if (isGood(session, stale)) return session.accessToken;
      return await locks.exclusive(`${store.sharedAs ?? ''}:refresh`, () => refresh(stale));
    },
  };
}

function signedOut(): ParleyError {
  return new ParleyError('auth.unauthenticated', 'Sign in first.', { status: 401 });
}
