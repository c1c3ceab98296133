import { fileURLToPath } from 'node:url';
import { type Consumer, eventsPort } from '@parley/bus/events';
import { livePort } from '@parley/bus/live';
import { cachePort } from '@parley/cache/cache';
import { defineModule } from '@parley/kernel/module';
import { rateLimitOption } from '@parley/kernel/shared-options';
import { postgresPort } from '@parley/postgres/database';
import { outboxLog } from '@parley/postgres/outbox';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { discoveryLimits, noDiscoveryLimits } from './discovery-limits.ts';
import { consumeEndedSessions } from './ended-sessions.ts';
import { userOffer } from './offer.ts';

/** Folder of the schema's migrations. */
export const userMigrations = fileURLToPath(new URL('./store/migrations', import.meta.url));

/** Profiles, contacts, blocks, privacy settings and push devices. */
export const userModule = defineModule({
  name: 'user',
  summary: 'Profiles, contacts, blocks, privacy and push devices.',
  target: true,
  needs: { postgres: postgresPort, cache: cachePort, live: livePort, events: eventsPort },
  calls: { chat: ChatService },
  options: { rateLimit: rateLimitOption },
  async init({ postgres, cache, live, events, calls, config, clock, ids, logger }) {
    const db = await postgres.open('users', userMigrations, { outbox: true });
    await events.provide('USERS', outboxLog(db, 'users'));
    const limits = config.rateLimit === 'off' ? noDiscoveryLimits : discoveryLimits(cache, clock, logger);
    let endedSessions: Consumer | undefined;
    return {
      rpc: [userOffer({ db, live, limits, clock, ids, chat: calls.chat })],
      async start() {
        endedSessions = await consumeEndedSessions(events, db);
      },
      drain: () => endedSessions?.stop(),
    };
  },
});
