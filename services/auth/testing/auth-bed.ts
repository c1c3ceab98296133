import type { LiveMessage } from '@parley/bus/live';
import type { Cache } from '@parley/cache/cache';
import { memoryCache } from '@parley/cache/memory-cache';
import type { Call } from '@parley/kernel/call';
import type { ServiceClient } from '@parley/kernel/contract';
import { systemIds } from '@parley/kernel/ids';
import type { Database } from '@parley/postgres/database';
import { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import { fail } from '@parley/protocol/errors';
import type { TestDatabase } from '@parley/testkit/test-database';
import { testDirectory } from '@parley/testkit/test-directory';
import type { CodeDelivery } from '../codes/code-sender.ts';
import { openKeyring } from '../keys/keyring.ts';
import { maintainStoredKeys } from '../keys/stored-keys.ts';
import { authLimits } from '../limits.ts';
import { authMigrations } from '../module.ts';
import { authOffer } from '../offer.ts';
import { passwordHasher } from '../passwords/password-hasher.ts';
import { type FakeUsers, fakeUsers } from './fake-users.ts';

/** The auth service over a real database, with the user service, the bus and the delivery of codes played by the test. */
export interface AuthBed {
  readonly db: Database;
  readonly auth: ServiceClient<typeof AuthService>;
  readonly users: FakeUsers;
  readonly published: { readonly subject: string; readonly message: LiveMessage }[];
  /** Codes that were handed over, in order. */
  readonly delivered: CodeDelivery[];
  deliveryFails: boolean;
  /** Whether the sender is one that echoes. */
  echoes: boolean;
  cacheAway: boolean;
  /** Epoch ms; moves when the test says so. */
  time: number;
  /** Looks at the stored keys as a process does once a day. */
  renewKeys(): Promise<void>;
  /** Asks for a code and answers it with its challenge. */
  code(phone: string): Promise<{ challengeId: string; code: string }>;
}

export const byStranger: Call = { caller: { kind: 'anonymous', address: '192.0.2.1' }, requestId: 'test' };
export const byService: Call = { caller: { kind: 'service', name: 'test' }, requestId: 'test' };

/** A call of a person in a session, as the gateway makes it. */
export function by(session: { readonly userId: string; readonly sessionId: string }): Call {
  return { caller: { kind: 'user', userId: session.userId, sessionId: session.sessionId }, requestId: 'test' };
}

export const ACCESS_TOKEN_MS = 15 * 60_000;
export const REFRESH_TOKEN_MS = 60 * 86_400_000;

/** Makes the service over an empty database. */
export async function createAuthBed(database: TestDatabase): Promise<AuthBed> {
  const db = await database.open('auth', authMigrations, { outbox: true });
  const renewals: (() => void)[] = [];
  const clock = {
    now: () => bed.time,
    schedule(_delay: number, task: () => void) {
      renewals.push(task);
      return () => {};
    },
  };
  const users = fakeUsers();
  const bed: Omit<AuthBed, 'auth' | 'renewKeys' | 'code'> = {
    db,
    users,
    published: [],
    delivered: [],
    deliveryFails: false,
    echoes: false,
    cacheAway: false,
    time: 1_800_000_000_000,
  };
  const cache = memoryCache({ clock: { now: clock.now, schedule: () => () => {} } });
  const breakable: Cache = {
    ...cache,
    increment: (...given) => (bed.cacheAway ? Promise.reject(fail('cache.unavailable')) : cache.increment(...given)),
    limit: (...given) => (bed.cacheAway ? Promise.reject(fail('cache.unavailable')) : cache.limit(...given)),
  };
  let loading: Promise<unknown> = Promise.resolve();
  const keys = await openKeyring({
    load() {
      const loaded = maintainStoredKeys(db, clock.now());
      loading = loaded;
      return loaded;
    },
    renews: true,
    clock,
    onFailure(error) {
      throw error;
    },
  });
  const directory = testDirectory(clock);
  const auth = directory.client(AuthService);
  const offer = authOffer({
    db,
    clock,
    ids: systemIds,
    keys,
    user: users.client,
    live: {
      publish: (subject, message) => void bed.published.push({ subject, message }),
      subscribe: () => () => {},
      passedOn: () => Promise.resolve(),
      connected: () => true,
      onGap: () => () => {},
    },
    limits: authLimits(breakable, { perDay: 10_000, perPrefixAndDay: 1_000 }),
    hasher: passwordHasher({ concurrency: 2, maxWaiting: 100 }),
    sender: {
      get echoes() {
        return bed.echoes;
      },
      async send(delivery) {
        if (bed.deliveryFails) throw fail('auth.code_not_delivered');
        bed.delivered.push(delivery);
      },
    },
    lifetimes: { accessTokenMs: ACCESS_TOKEN_MS, refreshTokenMs: REFRESH_TOKEN_MS },
  });
  directory.serve(offer);
  return Object.assign(bed, {
    auth,
    async renewKeys() {
      for (const task of renewals.splice(0)) task();
      await loading;
    },
    async code(phone: string) {
      const { challengeId } = await auth.requestCode({ phone, address: '192.0.2.1' }, byStranger);
      const code = bed.delivered.findLast((delivery) => delivery.challengeId === challengeId)?.code;
      if (code === undefined) throw new Error('the code was not delivered');
      return { challengeId, code };
    },
  });
}
