import { fileURLToPath } from 'node:url';
import { type Consumer, eventsPort } from '@parley/bus/events';
import { livePort } from '@parley/bus/live';
import { defineModule } from '@parley/kernel/module';
import { postgresPort } from '@parley/postgres/database';
import { outboxLog } from '@parley/postgres/outbox';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { createTurns } from './changes/turns.ts';
import { followBlocks } from './follow-blocks.ts';
import { chatOffer } from './offer.ts';
import { chatOptions } from './options.ts';

/** Chats, their members and roles, and what each member set for themselves. */
export const chatModule = defineModule({
  name: 'chat',
  summary: 'Chats, their members and roles, and what each member set for themselves.',
  target: true,
  needs: { postgres: postgresPort, live: livePort, events: eventsPort },
  calls: { message: MessageService, user: UserService },
  options: chatOptions,
  async init({ postgres, live, events, calls, config, clock, ids, logger }) {
    const db = await postgres.open('chat', fileURLToPath(new URL('./store/migrations', import.meta.url)), { outbox: true });
    await events.provide('CHATS', outboxLog(db, 'chat'));
    const context = { db, live, clock, ids, logger, turns: createTurns(), maxMembers: config.maxMembers, ...calls };
    let blocks: Consumer | undefined;
    return {
      rpc: [chatOffer(context)],
      async start() {
        blocks = await followBlocks(context, events);
      },
      drain: () => blocks?.stop(),
    };
  },
});
