import { makeToken } from './sim-token.ts';
import type { Sometimes } from './sometimes.ts';

/** Ms for which the token before the latest yields the latest, as the auth service has it. */
const REPEAT_MS = 30_000;

interface SimSession {
  /** Number of the latest refresh token. */
  latest: number;
  /** Epoch ms. */
  rotatedAt: number;
  /** Its device has died since: whether it kept the latest token is unknown. */
  died: boolean;
}

/** The sessions of the devices, with refresh tokens of which each is good once. */
export interface SimSessions {
  /** The answer to a refresh; undefined when the token was used before, which ends the session. */
  refresh(refreshToken: string, now: number): ({ readonly sessionId: string; readonly userId: string } & Tokens) | undefined;
  died(device: string): void;
}

interface Tokens {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken: string;
}

export function createSimSessions(sometimes: Sometimes): SimSessions {
  const sessions = new Map<string, SimSession>();
  const ended = new Set<string>();

  /** Whether the token is good, or was until its answer got lost. */
  function accepts(session: SimSession, number: number, now: number): boolean {
    if (number === session.latest) {
      sometimes('a token is refreshed');
      Object.assign(session, { latest: number + 1, rotatedAt: now, died: false });
      return true;
    }
    if (number !== session.latest - 1) return false;
    if (now - session.rotatedAt <= REPEAT_MS) {
      sometimes('a refresh is repeated because its answer was lost');
      return true;
    }
    // Whoever died with the answer and comes back later signs in again, which is not played out.
    return session.died;
  }

  return {
    refresh(refreshToken, now) {
      const [userId = '', sessionId = '', number = '0'] = refreshToken.split('|');
      const session = sessions.get(sessionId) ?? { latest: 0, rotatedAt: 0, died: false };
      sessions.set(sessionId, session);
      if (ended.has(sessionId)) return undefined;
      if (!accepts(session, Number(number), now)) {
        ended.add(sessionId);
        return undefined;
      }
      return { ...makeToken(userId, now), refreshToken: `${userId}|${sessionId}|${session.latest}`, sessionId, userId };
    },
    died(device) {
      const session = sessions.get(device);
      if (session !== undefined) session.died = true;
    },
  };
}
