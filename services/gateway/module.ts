import { fileURLToPath } from 'node:url';
import { livePort } from '@parley/bus/live';
import { cachePort } from '@parley/cache/cache';
import { limitWithFallback } from '@parley/cache/limit-with-fallback';
import { pathOf } from '@parley/kernel/http-listener';
import { defineModule } from '@parley/kernel/module';
import { AuthService } from '@parley/proto/parley/auth/v1/auth_pb';
import { ChatService } from '@parley/proto/parley/chat/v1/chat_pb';
import { MessageService } from '@parley/proto/parley/message/v1/message_pb';
import { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { UserService } from '@parley/proto/parley/user/v1/user_pb';
import { accessTokens } from '@parley/rpc/access-tokens';
import { clientAddress } from '@parley/rpc/client-address';
import { systemResolve } from '@parley/rpc/remote/resolve';
import { createApp } from './app.ts';
import type { Gateway } from './gateway.ts';
import { gatewayOptions } from './options.ts';
import { realtimeNodes } from './sockets/realtime-nodes.ts';
import { socketProxy } from './sockets/socket-proxy.ts';
import { webClient } from './static/web-client.ts';

/** Where the build of the web client of this version lies. */
const WEB_DIST = fileURLToPath(new URL('../../apps/web/dist', import.meta.url));

/** The one public door: REST, the API's documents and the web client. */
export const gatewayModule = defineModule({
  name: 'gateway',
  summary: 'Public REST API, API documents and the web client.',
  target: true,
  needs: { cache: cachePort, live: livePort },
  calls: { auth: AuthService, user: UserService, chat: ChatService, message: MessageService, presence: PresenceService },
  options: gatewayOptions,
  init({ cache, live, calls, config, logger, meter, clock, ids }) {
    const tokens = accessTokens({ name: 'gateway', auth: calls.auth, live, clock, logger });
    const durations = meter.histogram('parley_http_request_duration_seconds', 'Time that public requests take.', [
      'method',
      'route',
      'status',
    ]);
    const gateway: Gateway = {
      calls,
      tokens,
      cache: limitWithFallback(cache, clock),
      clock,
      ids,
      logger,
      clientAddress: clientAddress(config.trustedProxies),
      webClient: webClient(config.webDir ?? WEB_DIST),
      observe: ({ method, route, status }, seconds) => durations.labels(method, route, String(status)).observe(seconds),
      rateLimits: config.rateLimit === 'on',
      corsOrigins: config.corsOrigins,
      https: config.publicUrl?.startsWith('https:') === true,
    };
    const app = createApp();
    const publicOrigin = config.publicUrl === undefined ? [] : [new URL(config.publicUrl).origin];
    const sockets = socketProxy({
      nodes: realtimeNodes({ urls: config.realtimeUrl, clock, logger, resolveHost: systemResolve, random: Math.random }),
      allowedOrigins: [...config.corsOrigins, ...publicOrigin],
      clock,
      logger,
      meter,
      random: Math.random,
    });
    return {
      http: {
        prefix: '/',
        // Where realtime runs in this process, `/ws` is its own and never gets here.
        fetch: (request, server) =>
          pathOf(request.url) === '/ws'
            ? sockets.upgrade(request, server)
            : app.fetch(request, { gateway, peerAddress: server.requestIP(request)?.address ?? '' }),
        websocket: sockets.websocket as Bun.WebSocketHandler<never>,
        standsIn: true,
      },
      start: () => tokens.start(),
      ready: () => tokens.ready(),
      drain: () => sockets.drain(),
      stop: () => tokens.stop(),
    };
  },
});
