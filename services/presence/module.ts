import { fileURLToPath } from 'node:url';
import { livePort } from '@parley/bus/live';
import { cachePort } from '@parley/cache/cache';
import { offer } from '@parley/kernel/contract';
import { defineModule } from '@parley/kernel/module';
import { postgresPort } from '@parley/postgres/database';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { createTypingThrottle } from './domain/typing-throttle.ts';
import { createMemberships } from './memberships.ts';
import { openOnline } from './online/open-online.ts';
import { presenceOptions } from './options.ts';
import { getPresence } from './rpc/get-presence.ts';
import { heartbeat } from './rpc/heartbeat.ts';
import { typing } from './rpc/typing.ts';
import { createVisibility } from './visibility.ts';

/** Who is online, who was when, who types. */
export const presenceModule = defineModule({
  name: 'presence',
  summary: 'Who is online, when people were last seen, who is typing.',
  target: true,
  needs: { postgres: postgresPort, cache: cachePort, live: livePort },
  calls: { chat: ChatService, user: UserService },
  options: presenceOptions,
  async init({ postgres, cache, live, calls, config, clock, ids, logger, nodeId }) {
    const db = await postgres.open('presence', fileURLToPath(new URL('./store/migrations', import.meta.url)));
    const context = { db, cache, live, clock, ids, logger, nodeId, ttl: config.ttl, ...calls };
    const online = openOnline(context);
    const memberships = createMemberships(context);
    const visibility = createVisibility(context);
    return {
      rpc: [
        offer(PresenceService, {
          heartbeat: heartbeat(online.tracker),
          getPresence: getPresence(context, { ...online, visibility }),
          typing: typing(context, memberships, createTypingThrottle(clock)),
        }),
      ],
      start: () => online.watch.start(),
      async stop() {
        memberships.stop();
        visibility.stop();
        await online.watch.stop();
        await online.journal.stop();
      },
    };
  },
});
