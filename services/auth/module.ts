import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { eventsPort } from '@parley/bus/events';
import { livePort } from '@parley/bus/live';
import { cachePort } from '@parley/cache/cache';
import { defineModule } from '@parley/kernel/module';
import { postgresPort } from '@parley/postgres/database';
import { outboxLog } from '@parley/postgres/outbox';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { createSender } from './codes/create-sender.ts';
import { readKeyFile } from './keys/key-file.ts';
import { openKeyring } from './keys/keyring.ts';
import { maintainStoredKeys } from './keys/stored-keys.ts';
import { authLimits, noLimits } from './limits.ts';
import { authOffer } from './offer.ts';
import { authOptions } from './options.ts';
import { passwordHasher } from './passwords/password-hasher.ts';

/** Folder of the schema's migrations. */
export const authMigrations = fileURLToPath(new URL('./store/migrations', import.meta.url));

/** A password is hashed on a core of its own; the rest is for everything else. */
const MAX_HASHING = 4;
const MAX_WAITING_FOR_HASHING = 256;

/** Sign-in by code or password, sessions, and the keys that access tokens are signed with. */
export const authModule = defineModule({
  name: 'auth',
  summary: 'Sign-in, sessions and signing keys.',
  target: true,
  needs: { postgres: postgresPort, cache: cachePort, live: livePort, events: eventsPort },
  calls: { user: UserService },
  options: authOptions,
  async init({ postgres, cache, live, events, calls, config, clock, ids, logger }) {
    const db = await postgres.open('auth', authMigrations, { outbox: true });
    await events.provide('SESSIONS', outboxLog(db, 'auth'));
    const { jwtKeyFile } = config;
    const keys = await openKeyring({
      load: () => (jwtKeyFile === undefined ? maintainStoredKeys(db, clock.now()) : readKeyFile(jwtKeyFile)),
      renews: jwtKeyFile === undefined,
      clock,
      onFailure: (error) => logger.error({ err: error }, 'the signing keys could not be renewed'),
    });
    const offer = authOffer({
      db,
      live,
      clock,
      ids,
      keys,
      user: calls.user,
      limits:
        config.rateLimit === 'off'
          ? noLimits
          : authLimits(cache, { perDay: config.otpDailyLimit, perPrefixAndDay: config.otpPrefixDailyLimit }),
      hasher: passwordHasher({
        concurrency: Math.min(availableParallelism(), MAX_HASHING),
        maxWaiting: MAX_WAITING_FOR_HASHING,
      }),
      sender: createSender(config, { clock, logger }),
      lifetimes: { accessTokenMs: config.accessTokenTtl, refreshTokenMs: config.refreshTokenTtl },
    });
    return {
      rpc: [offer],
      stop: () => keys.stop(),
    };
  },
});
