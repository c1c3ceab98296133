import { createSecureServer, createServer, type Http2Server, type Http2Session } from 'node:http2';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { ListenError, type Listener } from '@parley/kernel/http-listener';
import { addForeignRoutes, type ForeignContext, LIMITS } from '../internal/foreign-routes.ts';
import type { ClientTls } from '../remote/exchange.ts';
import { addToolRoutes, type ToolContext } from './tool-routes.ts';

export interface GrpcListenerOptions extends ForeignContext, ToolContext {
  readonly hostname: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Mutual TLS; cleartext HTTP/2 without. */
  readonly tls: ClientTls | undefined;
}

/**
 * Serves the methods of this process by gRPC, for tools and programs in other languages, with the same tokens and rights as internal calls.
 * By `node:http2`, because `Bun.serve` sends no trailers, without which there is no gRPC (Bun 1.4.5).
 * @throws ListenError
 */
export async function listenGrpc(options: GrpcListenerOptions): Promise<Listener> {
  const { hostname, tls } = options;
  const handler = connectNodeAdapter({
    ...LIMITS,
    connect: false,
    grpcWeb: false,
    routes(router) {
      addForeignRoutes(router, options);
      addToolRoutes(router, options);
    },
  });
  const server: Http2Server =
    tls === undefined
      ? createServer(handler)
      : createSecureServer({ ...tls, requestCert: true, rejectUnauthorized: true, allowHTTP1: false }, handler);
  const sessions = new Set<Http2Session>();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new ListenError(`gRPC can’t listen on port ${options.port} of ${hostname}. Set PARLEY_GRPC_PORT to a free one.`, cause),
      ),
    );
    server.listen(options.port, hostname, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    port,
    url: `${tls === undefined ? 'http' : 'https'}://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`,
    stop(force) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const session of sessions) {
        if (force) session.destroy();
        else session.close();
      }
      return force ? Promise.resolve() : closed;
    },
  };
}
