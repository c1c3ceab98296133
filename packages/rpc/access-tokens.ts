import { type LiveBus, SESSIONS_SUBJECT } from '@parley/bus/live';
import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import { fail } from '@parley/protocol/errors';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type KeySet, keySet } from './access-tokens-keys.ts';

/** Who an access token speaks for. */
export interface VerifiedToken {
  readonly userId: string;
  readonly sessionId: string;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Verifies access tokens in this process: no call to the auth service per request. */
export interface AccessTokens {
  /**
   * Who the token speaks for.
   *
   * @throws `auth.unauthenticated` where it isn't ours or is malformed, `auth.token_expired`, `auth.session_revoked`,
   * `internal.unavailable` while the keys or the revoked sessions can't be had; these also when nothing could be heard of them for 10 s.
   */
  verify(token: string): Promise<VerifiedToken>;
  isRevoked(sessionId: string): boolean;
  /** Calls `handler` when a session ends, so that its connections can be closed. The returned function stops that. */
  onRevoked(handler: (session: { readonly sessionId: string; readonly userId: string }) => void): () => void;
  /**
   * Listens for revocations and loads the sessions that were revoked before. Where the auth service can't be reached this
   * is tried again until it can, and `ready` says so meanwhile. While the live path is down the auth service is asked every second.
   */
  start(): Promise<void>;
  /** Whether the revoked sessions are known: until then no token is let through. */
  ready(): boolean;
  stop(): void;
}

interface AccessTokensContext {
  /** The service that asks, as the auth service sees it. */
  readonly name: string;
  readonly auth: Pick<ServiceClient<typeof AuthService>, 'jwks' | 'listRevoked'>;
  readonly live: LiveBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Evenly spread over [0, 1); the system's unless given. */
  readonly random?: () => number;
}

const ISSUER = 'parley';
const AUDIENCE = 'parley';
/** What a peer's clock may be off by. */
const CLOCK_TOLERANCE_S = 5;
/**
 * Verified tokens that are remembered. A signature takes some 70 µs to check and each client comes at least twice when all come back
 * at once: by its socket and by its sync.
 */
const MAX_REMEMBERED = 10_000;
/** A revoked session is remembered for longer than any access token can still be valid. */
const REMEMBER_REVOKED_MS = 25 * 3_600_000;
const FORGET_EVERY_MS = 3_600_000;
/** Wait before the first new try; it doubles up to the longest, and half of each is left to chance so that nodes don't come together. */
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** How often the revoked sessions are asked for while the live path, which tells of them, is down. */
const ASK_WHILE_DEAF_MS = 1_000;
/** What is known of them is rested on for this long while the live path is down and the auth service can't be asked either. */
const DEAF_AND_BLIND_MS = 10_000;

/** Makes the verifier. Nothing is fetched before `start`. */
export function accessTokens(context: AccessTokensContext): AccessTokens {
  const { auth, live, clock, logger, random = Math.random } = context;
  const verifiedBefore = new Map<string, VerifiedToken>();
  const keys = keySet(context, () => verifiedBefore.clear());
  /** Session id → when it was revoked. */
  const revoked = new Map<string, number>();
  const handlers = new Set<(session: { readonly sessionId: string; readonly userId: string }) => void>();
  const undo: (() => void)[] = [];
  /** When the revoked sessions were last known to be complete; until then nothing is let through. While the live path is up they stay so. */
  let completeAt = -Infinity;
  let deaf = false;
  let stopped = false;
  let retries = 0;
  let cancelRetry = () => {};
  let cancelForget = () => {};

  function remember(sessionId: string, userId: string, at: number): void {
    if (revoked.has(sessionId)) return;
    revoked.set(sessionId, at);
    for (const handler of handlers) handler({ sessionId, userId });
  }

  async function loadRevoked(): Promise<void> {
    cancelRetry();
    const askedAt = clock.now();
    try {
      const { sessions } = await auth.listRevoked({}, serviceCall(context.name));
      if (stopped) return;
      for (const session of sessions) remember(session.sessionId, session.userId, session.revokedAt);
      completeAt = Math.max(completeAt, askedAt);
      retries = 0;
      if (!live.connected()) again(ASK_WHILE_DEAF_MS);
    } catch (error) {
      if (stopped) return;
      const longest = live.connected() ? LONGEST_RETRY_MS : 2 * ASK_WHILE_DEAF_MS;
      const wait = again(Math.min(longest, FIRST_RETRY_MS * 2 ** retries++));
      logger.warn({ err: error, retry_in_ms: wait }, 'the revoked sessions could not be loaded; trying again');
    }
  }

  function again(longest: number): number {
    cancelRetry();
    const wait = longest / 2 + (random() * longest) / 2;
    cancelRetry = clock.schedule(wait, () => void loadRevoked());
    return Math.round(wait);
  }

  function isComplete(): boolean {
    return completeAt > -Infinity && (live.connected() || clock.now() - completeAt <= DEAF_AND_BLIND_MS);
  }

  async function verifyOnce(token: string): Promise<VerifiedToken> {
    const known = verifiedBefore.get(token);
    if (known !== undefined && keys.fresh()) {
      if (known.expiresAt + CLOCK_TOLERANCE_S * 1000 > clock.now()) return known;
      verifiedBefore.delete(token);
    }
    const verified = readClaims(await checkSignature(token, keys, clock));
    if (verifiedBefore.size >= MAX_REMEMBERED) verifiedBefore.delete(verifiedBefore.keys().next().value ?? '');
    verifiedBefore.set(token, verified);
    return verified;
  }

  function forgetOld(): void {
    const before = clock.now() - REMEMBER_REVOKED_MS;
    for (const [sessionId, at] of revoked) if (at < before) revoked.delete(sessionId);
    cancelForget = clock.schedule(FORGET_EVERY_MS, forgetOld);
  }

  return {
    async verify(token) {
      if (!isComplete()) throw fail('internal.unavailable');
      const verified = await verifyOnce(token);
      if (revoked.has(verified.sessionId)) throw fail('auth.session_revoked');
      return verified;
    },
    isRevoked: (sessionId) => revoked.has(sessionId),
    onRevoked(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    start() {
      // Listening comes first: what is revoked while the list is on its way is not missed.
      undo.push(
        live.subscribe(SESSIONS_SUBJECT, (message) => {
          if (message.kind === 'session.revoked') remember(message.sessionId, message.userId, clock.now());
        }),
        live.onGap(() => {
          // Up to now everything was heard of.
          if (!live.connected() && !deaf && completeAt > -Infinity) completeAt = clock.now();
          deaf = !live.connected();
          void loadRevoked();
        }),
      );
      cancelForget = clock.schedule(FORGET_EVERY_MS, forgetOld);
      return loadRevoked();
    },
    ready: () => completeAt > -Infinity,
    stop() {
      stopped = true;
      cancelRetry();
      cancelForget();
      for (const end of undo) end();
    },
  };
}

async function checkSignature(token: string, keys: KeySet, clock: Clock): Promise<JWTPayload> {
  const options = {
    algorithms: ['ES256'],
    issuer: ISSUER,
    audience: AUDIENCE,
    requiredClaims: ['sub', 'sid', 'exp'],
    clockTolerance: CLOCK_TOLERANCE_S,
    currentDate: new Date(clock.now()),
  };
  const known = await keys.get();
  try {
    return (await jwtVerify(token, known, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw refusal(error);
  }
  // A key that was added since: the set is asked for again, though not for every forged token.
  const renewed = await keys.get(true);
  try {
    return (await jwtVerify(token, renewed, options)).payload;
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): Error {
  if (error instanceof errors.JWTExpired) return fail('auth.token_expired', { cause: error });
  if (error instanceof errors.JOSEError || error instanceof TypeError) return fail('auth.unauthenticated', { cause: error });
  return error instanceof Error ? error : fail('internal.error', { cause: error });
}

function readClaims({ sub, sid, exp }: JWTPayload): VerifiedToken {
  if (typeof sub !== 'string' || typeof sid !== 'string' || typeof exp !== 'number') throw fail('auth.unauthenticated');
  return { userId: sub, sessionId: sid, expiresAt: exp * 1000 };
}
