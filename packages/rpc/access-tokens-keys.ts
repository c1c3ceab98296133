import { serviceCall } from '@parley/kernel/call';
import type { Clock } from '@parley/kernel/clock';
import type { ServiceClient } from '@parley/kernel/contract';
import type { Logger } from '@parley/kernel/logger';
import type { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';

/** Tokens with a key nobody knows make us ask for the keys at most this often. */
const KEYS_REFETCH_MS = 30_000;
/** The keys are asked for anew when they are older than this, so that one that was withdrawn ends here too. */
const KEYS_MAX_AGE_MS = 5 * 60_000;

/** Finds the key that a token names. */
type Keys = ReturnType<typeof createLocalJWKSet>;

/** The public keys of access tokens, as this process knows them. */
export interface KeySet {
  /** The keys as they are known; fetched when there are none, or when `unknownKid` says that one is missing. */
  get(unknownKid?: boolean): Promise<Keys>;
  /** Whether the keys are young enough to rest on what they verified before. */
  fresh(): boolean;
}

interface KeySetContext {
  /** The service that asks, as the auth service sees it. */
  readonly name: string;
  readonly auth: Pick<ServiceClient<typeof AuthService>, 'jwks'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps the keys, asking the auth service when it must. `onFetch` is called when they may be other ones than before. */
export function keySet({ auth, clock, name, logger }: KeySetContext, onFetch: () => void): KeySet {
  let current: Keys | undefined;
  let fetchedAt = -Infinity;
  let underWay: Promise<Keys> | undefined;

  async function fetchKeys(): Promise<Keys> {
    const { jwks } = await auth.jwks({}, serviceCall(name));
    current = createLocalJWKSet(JSON.parse(jwks) as JSONWebKeySet);
    fetchedAt = clock.now();
    onFetch();
    return current;
  }

  function fetchOnce(): Promise<Keys> {
    underWay ??= fetchKeys().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  const age = () => clock.now() - fetchedAt;
  return {
    async get(unknownKid = false) {
      if (current === undefined || (unknownKid && age() >= KEYS_REFETCH_MS)) return fetchOnce();
      if (age() < KEYS_MAX_AGE_MS) return current;
      const old = current;
      // A key set that can't be renewed now is better than none: nobody is locked out while the auth service restarts.
      return fetchOnce().catch((error: unknown) => {
        logger.warn({ err: error }, 'the keys of access tokens could not be renewed');
        fetchedAt = clock.now() - KEYS_MAX_AGE_MS + KEYS_REFETCH_MS;
        return old;
      });
    },
    fresh: () => age() < KEYS_MAX_AGE_MS,
  };
}
