import type { AuthContext, Methods } from '../context.ts';
import { listRevokedSince } from '../store/sessions.ts';

/** What clocks of two machines may be apart. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Sessions that were revoked so recently that an access token of theirs may not have expired. */
export function listRevoked({ db, clock, lifetimes }: Pick<AuthContext, 'db' | 'clock' | 'lifetimes'>): Methods['listRevoked'] {
  return {
    allow: ['service'],
    async handle() {
      return { sessions: await listRevokedSince(db, clock.now() - lifetimes.accessTokenMs - CLOCK_TOLERANCE_MS) };
    },
  };
}
