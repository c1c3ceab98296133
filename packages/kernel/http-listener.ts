import type { Logger } from './logger.ts';
import type { HttpSurface } from './module.ts';

/** Seconds without a byte after which a connection is closed. Bun's 10 s would also cut slow readers and quiet streams. */
const IDLE_SECONDS = 120;
/** Bytes; what lies above it Bun refuses. */
const MAX_BODY = 8 * 1024 * 1024;

/** For what brings no policy of its own: it is no page, and no page may hold it. */
const BARE_POLICY = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const;

/** Never called, as nothing upgrades a request; Bun's types ask for it. */
const NO_WEBSOCKETS: Bun.WebSocketHandler<unknown> = { message: () => undefined };

export interface ListenerOptions {
  readonly hostname: string;
  /** 0 takes any free port. */
  readonly port: number;
  /**
   * Whether other processes may listen on the same port. The kernel then deals new connections out between them (`SO_REUSEPORT`, socket(7));
   * only Linux does, elsewhere one of them gets them all until it ends.
   */
  readonly reusePort?: boolean;
  readonly surfaces: readonly HttpSurface[];
  readonly logger: Logger;
  /** Bytes that the body of a request may have. Above every limit of a surface, so that the surface answers in its own words. */
  readonly maxBody?: number;
  /** The flag that sets the port, for whoever must choose another; `--port` unless given. */
  readonly flag?: string;
  /** Serves HTTPS, to clients whose certificate `ca` has signed. All are PEM. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca: string } | undefined;
}

export interface Listener {
  readonly port: number;
  /** Address that a client on this machine can open. */
  readonly url: string;
  /** Takes no more connections and resolves when the last request is answered; `force` cuts what is left. */
  stop(force: boolean): Promise<void>;
}

/** The address can't be listened on. The message says what to do about it. */
export class ListenError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'ListenError';
  }
}

/**
 * Serves the HTTP and WebSocket surfaces of a process on one port. The surface with the longest matching prefix answers.
 * @throws ListenError when the port is taken or not allowed
 */
export function listen(options: ListenerOptions): Listener {
  const fetch = dispatcher(options.surfaces, options.logger);
  const websocket = onlyWebSocket(options.surfaces);
  try {
    const server = Bun.serve<unknown>({
      hostname: options.hostname,
      port: options.port,
      reusePort: options.reusePort === true,
      idleTimeout: IDLE_SECONDS,
      maxRequestBodySize: options.maxBody ?? MAX_BODY,
      ...(options.tls === undefined ? {} : { tls: { ...options.tls, requestCert: true, rejectUnauthorized: true } }),
      fetch,
      websocket,
    });
    const port = server.port ?? options.port;
    return {
      port,
      url: `http${options.tls === undefined ? '' : 's'}://${addressForPeople(options.hostname)}:${port}`,
      stop: (force) => server.stop(force),
    };
  } catch (error) {
    throw explain(error, options);
  }
}

/** The path of a request's URL, without building a URL object. */
export function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start === -1) return '/';
  const end = url.slice(start).search(/[?#]/);
  return end === -1 ? url.slice(start) : url.slice(start, start + end);
}

function dispatcher(surfaces: readonly HttpSurface[], logger: Logger): HttpSurface['fetch'] {
  const byLength = [...surfaces].sort((a, b) => b.prefix.length - a.prefix.length);
  const matches = (path: string, prefix: string): boolean =>
    path.startsWith(prefix) && (prefix.endsWith('/') || path.length === prefix.length || path[prefix.length] === '/');
  async function answer(request: Request, server: Bun.Server<unknown>): Promise<Response | undefined> {
    const path = pathOf(request.url);
    const surface = byLength.find(({ prefix }) => matches(path, prefix));
    if (surface === undefined) return problem(404, 'request.not_found', 'There is nothing at this address.', false);
    try {
      return await surface.fetch(request, server);
    } catch (error) {
      logger.error({ err: error, method: request.method, path }, 'a request failed');
      return problem(500, 'internal.error', 'Something went wrong on the server.', true);
    }
  }
  return async (request, server) => {
    const response = await answer(request, server);
    // A surface that has thought about it (the gateway) says all of it.
    if (response !== undefined && !response.headers.has('x-content-type-options')) {
      for (const [name, value] of Object.entries(BARE_POLICY)) response.headers.set(name, value);
    }
    return response;
  };
}

/** An error as RFC 9457 and the public protocol have it, for what no service answers. */
function problem(status: number, code: string, detail: string, retryable: boolean): Response {
  const body = { type: 'about:blank', title: detail, status, detail, code, retryable };
  return Response.json(body, { status, headers: { 'content-type': 'application/problem+json' } });
}

function onlyWebSocket(surfaces: readonly HttpSurface[]): Bun.WebSocketHandler<unknown> {
  const able = surfaces.filter(({ websocket }) => websocket !== undefined);
  const first = able.filter(({ standsIn }) => standsIn !== true);
  const handlers = (first.length > 0 ? first : able).flatMap(({ websocket }) => websocket ?? []);
  if (handlers.length > 1) throw new Error('more than one module of this process handles WebSockets');
  // Only the module itself upgrades requests, so its handler gets the data it put there.
  return (handlers[0] as Bun.WebSocketHandler<unknown> | undefined) ?? NO_WEBSOCKETS;
}

const addressForPeople = (hostname: string): string =>
  hostname === '0.0.0.0' || hostname === '::' || hostname === '127.0.0.1'
    ? 'localhost'
    : hostname.includes(':')
      ? `[${hostname}]`
      : hostname;

function explain(error: unknown, { hostname, port, flag = '--port' }: ListenerOptions): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const where = `port ${port} on ${hostname}`;
  if (code === 'EADDRINUSE') {
    return new ListenError(
      `Another program already listens on ${where}. Stop it, or choose another with ${flag} ${port + 1}.`,
      error,
    );
  }
  if (code === 'EACCES')
    return new ListenError(`This user may not listen on ${where}. Choose a port above 1023 with ${flag}.`, error);
  if (code === 'EADDRNOTAVAIL')
    return new ListenError(`This machine has no address ${hostname}. Set PARLEY_HOST to one it has.`, error);
  return error;
}
