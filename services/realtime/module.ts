import { livePort } from '@parley/bus/live';
import { defineModule } from '@parley/kernel/module';
import { seeOff } from '@parley/kernel/see-off';
import { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { accessTokens } from '@parley/rpc/access-tokens';
import { clientAddress } from '@parley/rpc/client-address';
import type { Connection } from './connection/connection.ts';
import { createGapMending } from './connection/mend-gap.ts';
import { part } from './connection/part.ts';
import { createRegistry } from './connection/registry.ts';
import { createWriter } from './connection/writer.ts';
import { createMarkQueue } from './gathering/mark-queue.ts';
import { createSendQueue } from './gathering/send-queue.ts';
import { realtimeMetrics } from './metrics.ts';
import { realtimeOptions } from './options.ts';
import { createHeartbeat } from './presence/heartbeat.ts';
import { createWatching } from './presence/watching.ts';
import { createHandlers } from './socket/handlers.ts';
import { upgrade } from './socket/upgrade.ts';

/** Live sockets: `/ws` of the public protocol. */
export const realtimeModule = defineModule({
  name: 'realtime',
  summary: 'Live sockets of clients, and what is sent to them as it happens.',
  target: true,
  needs: { live: livePort },
  calls: { auth: AuthService, chat: ChatService, message: MessageService, presence: PresenceService },
  options: realtimeOptions,
  init({ live, calls, config, clock, ids, logger, meter, nodeId }) {
    const metrics = realtimeMetrics(meter, () => registry.size);
    const writer = createWriter(clock, metrics.sent);
    const tokens = accessTokens({ name: 'realtime', auth: calls.auth, live, clock, logger });
    const sends = createSendQueue(calls.message, clock);
    const marks = createMarkQueue(calls.message, { clock, logger });
    const watching = createWatching({ live, writer, presence: calls.presence, clock, logger });
    let server: Bun.Server<unknown> | undefined;
    let accepting = true;
    const heartbeat = createHeartbeat({
      presence: calls.presence,
      clock,
      logger,
      nodeId,
      intervalMs: config.heartbeat,
      connected: function* () {
        for (const connection of registry.all()) yield connection.userId;
      },
      isConnected: (userId) => registry.connectionsOf(userId).size > 0,
      onNaming: (userIds) => registry.echoes.naming(userIds),
      onNamed: (userIds, alone) => registry.echoes.named(userIds, alone),
      onDoubt: () => watching.recheck(),
    });
    const registry = createRegistry({
      nodeId,
      live,
      clock,
      writer,
      publishTopic: (topic, frame) => server?.publish(topic, frame) ?? 1,
      onPresence: (userId, online) => heartbeat.changed(userId, online),
    });
    tokens.onRevoked(({ sessionId, userId }) => registry.closeSession(sessionId, userId));
    const mending = createGapMending({ live, clock, random: Math.random, logger, registry, writer, watching, chats: calls.chat });
    const strangers = new Set<Connection>();
    const subprotocolTokens = new WeakMap<Connection, string>();
    const publicOrigin = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).origin];
    const addressOf = clientAddress(config.trustedProxies);
    const allowedOrigins = [...config.corsOrigins, ...publicOrigin];

    return {
      http: {
        prefix: '/ws',
        fetch(request, bunServer) {
          server = bunServer;
          return upgrade(request, bunServer, {
            ids,
            allowedOrigins,
            addressOf,
            accepting: () => accepting,
            onToken: (connection, token) => subprotocolTokens.set(connection, token),
          });
        },
        websocket: createHandlers({
          frames: { writer, sends, echoes: registry.echoes, marks, watching, messages: calls.message, presence: calls.presence },
          authentication: { tokens, chats: calls.chat, registry, writer, clock, logger, gaps: mending.gaps },
          registry,
          writer,
          clock,
          logger,
          limited: config.rateLimit === 'on',
          strangers,
          onFrame: metrics.received,
          onClose: metrics.closed,
          tokens: subprotocolTokens,
        }) as Bun.WebSocketHandler<never>,
      },
      async start() {
        await tokens.start();
        heartbeat.start();
      },
      async drain() {
        accepting = false;
        await seeOff(new Set([...strangers, ...registry.all()]), { clock, random: Math.random }, (connection, overdue) =>
          part(connection, overdue, writer),
        );
        await sends.settled();
        await marks.flush();
      },
      async stop() {
        mending.stop();
        watching.stop();
        tokens.stop();
        await heartbeat.stop();
      },
    };
  },
});
