import { fail } from '@parley/protocol/errors';
import { bcryptBytes, fitsPassword, isBcrypt, passwordBytes } from '../domain/password.ts';

/** OWASP password storage sheet: argon2id with 19 MiB, two passes, one lane. About 40 ms of one core. */
const ARGON2ID = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const;
/** What argon2id hashes with these parameters begin with. */
const CURRENT = '$argon2id$v=19$m=19456,t=2,p=1$';
/** Of 32 random bytes that nobody kept: verifying against it takes as long as against a real one, and always fails. */
const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$dXVNV0w/uYKa5VRKiUNASJ9e5AqXGkWh43RV7UCYoj8$G+NMDAeKFKsYHpYnLBqydToSARBqtcWXRvemZmV8NZQ';

/** Hashes and verifies passwords, a few at a time. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /**
   * Whether the password belongs to the hash. Without a hash (nobody's account) it takes the same time and answers false.
   *
   * @throws `internal.unavailable` when too many wait already
   */
  verify(password: string, hash: string | undefined): Promise<boolean>;
  /** Whether a hash should be replaced by a new one, now that the password is at hand. */
  isOutdated(hash: string): boolean;
}

interface HasherOptions {
  /** How many run at once. Each takes a core and 19 MiB. */
  readonly concurrency: number;
  /** How many may wait. */
  readonly maxWaiting: number;
}

/** Makes a hasher. */
export function passwordHasher({ concurrency, maxWaiting }: HasherOptions): PasswordHasher {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= concurrency) {
      if (waiting.length >= maxWaiting) throw fail('internal.unavailable', { retryAfter: 1 });
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // Whoever is next takes over the place; only without anybody it becomes free.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  }

  return {
    hash: (password) => inTurn(() => Bun.password.hash(passwordBytes(password), ARGON2ID)),
    async verify(password, hash = NOBODYS_HASH) {
      if (!fitsPassword(password)) return false;
      const bytes = isBcrypt(hash) ? bcryptBytes(password) : passwordBytes(password);
      // An empty password can't be hashed at all; it takes the time of one that can.
      const matches = await inTurn(() => Bun.password.verify(bytes.length === 0 ? new Uint8Array(1) : bytes, hash));
      return matches && bytes.length > 0;
    },
    isOutdated: (hash) => !hash.startsWith(CURRENT),
  };
}
