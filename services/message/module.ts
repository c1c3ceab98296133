import { fileURLToPath } from 'node:url';
import { type Consumer, eventsPort } from '@parley/bus/events';
import { CHATS_SUBJECT, livePort, VISIBILITY_SUBJECT } from '@parley/bus/live';
import { jobsPort } from '@parley/jobs/jobs';
import { serviceCall } from '@parley/kernel/call';
import { defineModule } from '@parley/kernel/module';
import { postgresPort } from '@parley/postgres/database';
import { outboxLog } from '@parley/postgres/outbox';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import type { MessageContext } from './context.ts';
import { createDueTeller } from './expiry/tell-due.ts';
import { applyState } from './membership/apply-state.ts';
import { followChats } from './membership/follow-chats.ts';
import { loadOrRepair } from './membership/load-or-repair.ts';
import { createMemberships } from './membership/memberships.ts';
import { createReadPrivacy } from './membership/read-privacy.ts';
import { messageMetrics } from './metrics.ts';
import { messageOffer } from './offer.ts';
import { messageOptions } from './options.ts';
import { createReceipts } from './receipts/receipts.ts';
import { createSending } from './sending.ts';

/** Messages and their order, receipts, reactions, search and sync. */
export const messageModule = defineModule({
  name: 'message',
  summary: 'Messages and their order, receipts, reactions, search and sync.',
  target: true,
  needs: { postgres: postgresPort, live: livePort, events: eventsPort, jobs: jobsPort },
  calls: { chat: ChatService, user: UserService },
  options: messageOptions,
  async init({ postgres, live, events, jobs, calls, config, clock, ids, logger, meter }) {
    const db = await postgres.open('message', fileURLToPath(new URL('./store/migrations', import.meta.url)), { outbox: true });
    const log = outboxLog(db, 'message');
    await events.provide('MESSAGES', log);
    const memberships = createMemberships(
      (chatId) => loadOrRepair({ db, chat: calls.chat, apply: (state) => applyState(context, state, undefined) }, chatId),
      () => live.connected(),
    );
    const privacy = createReadPrivacy({ clock, logger, connected: () => live.connected(), ask: showingReads });
    const context: MessageContext = { db, live, clock, ids, logger, memberships, privacy };
    const receipts = createReceipts(context);
    const { send, lanes } = createSending({
      ...context,
      log,
      receipts,
      metrics: messageMetrics(meter),
      laneCount: config.lanes,
      tellDue: createDueTeller({ db, jobs, clock, logger }),
    });

    async function showingReads(userIds: string[]): Promise<ReadonlySet<string>> {
      const { users } = await calls.user.getUsers({ viewerId: '', userIds }, serviceCall('message'));
      return new Set(users.filter((user) => user.readReceipts).map((user) => user.id));
    }

    const stopListening = [
      live.subscribe(CHATS_SUBJECT, (message) => message.kind === 'chat.changed' && memberships.forget(message.chatId)),
      live.subscribe(VISIBILITY_SUBJECT, (message) => message.kind === 'visibility.changed' && privacy.forget(message.userId)),
      live.onGap(memberships.doubtAll),
      live.onGap(privacy.forgetAll),
    ];
    const consumers: Consumer[] = [];
    return {
      rpc: [messageOffer({ ...context, send, receipts, lanes, jobs })],
      async start() {
        consumers.push(await followChats({ ...context, chat: calls.chat }, events));
      },
      async drain() {
        await lanes.settled();
        await receipts.settled();
        await Promise.all(consumers.map((consumer) => consumer.stop()));
      },
      stop() {
        for (const stop of stopListening) stop();
      },
    };
  },
});
