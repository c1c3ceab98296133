import { SESSIONS_SUBJECT } from '@parley/bus/live';
import { memoryLive } from '@parley/bus/memory-live';
import { memoryCache } from '@parley/cache/memory-cache';
import type { Call } from '@parley/kernel/call';
import { accessTokens } from '@parley/rpc/access-tokens';
import { clientAddress } from '@parley/rpc/client-address';
import { type ManualClock, manualClock } from '@parley/testkit/manual-clock';
import { seededIds } from '@parley/testkit/seeded-ids';
import { type LogLine, testLogger } from '@parley/testkit/test-logger';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createApp } from '../app.ts';
import type { Calls, Gateway } from '../gateway.ts';
import { webClient } from '../static/web-client.ts';

type ServiceName = keyof Calls;
type Method<S extends ServiceName> = keyof Calls[S] & string;
type Fake<S extends ServiceName, M extends Method<S>> = Calls[S][M];

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

interface RequestOptions {
  readonly token?: string;
  /** Sent as JSON, unless it is a string, which is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly peerAddress?: string;
}

interface TokenOptions {
  readonly userId?: string;
  readonly sessionId?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
  /** Signed with a key that isn't ours, under the name of ours. */
  readonly foreign?: boolean;
  readonly audience?: string;
}

/** The gateway with the services around it played by the test. */
export interface GatewayBed {
  readonly app: ReturnType<typeof createApp>;
  readonly clock: ManualClock;
  readonly log: readonly LogLine[];
  /** The calls to the services, in order; those for keys and revocations are not among them. */
  readonly called: readonly { readonly name: string; readonly request: unknown; readonly call: Call }[];
  /** What a method of a service does from now on. Methods without an answer fail the test. */
  answer<S extends ServiceName, M extends Method<S>>(service: S, method: M, fake: Fake<S, M>): void;
  request<T = unknown>(method: string, path: string, options?: RequestOptions): Promise<Answer<T>>;
  token(options?: TokenOptions): Promise<string>;
  revoke(sessionId: string): void;
}

export const ALICE = '0198c0de-0000-7000-8000-00000000000a';
export const BOB = '0198c0de-0000-7000-8000-00000000000b';
export const SESSION = '0198c0de-0000-7000-8000-0000000000f1';
export const CHAT = '0198c0de-0000-7000-8000-0000000000c1';
export const MESSAGE = '0198c0de-0000-7000-8000-0000000000d1';

/** Makes the gateway; `changes` replaces parts of what it works with. */
export async function createGatewayBed(changes: Partial<Gateway> & { readonly webDir?: string } = {}): Promise<GatewayBed> {
  const { webDir = '/nonexistent', ...replaced } = changes;
  const [ours, foreign] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(ours.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] });
  const clock = manualClock();
  const ids = seededIds();
  const { logger, lines } = testLogger();
  const called: { name: string; request: unknown; call: Call }[] = [];
  const fakes = new Map<string, (request: never, call: Call) => Promise<unknown>>();
  const live = memoryLive((error) => {
    throw error;
  });
  const tokens = accessTokens({
    name: 'gateway',
    auth: { jwks: async () => ({ jwks }), listRevoked: async () => ({ sessions: [] }) },
    live,
    clock,
    logger,
  });
  await tokens.start();

  /** A client of which every method is there and does what the test said. */
  function client(service: string) {
    return new Proxy(
      {},
      {
        get: (_, method: string) => (request: never, call: Call) => {
          const name = `${service}.${method}`;
          called.push({ name, request, call });
          const fake = fakes.get(name);
          if (fake === undefined) throw new Error(`the gateway called ${name}, which this test doesn't expect`);
          return fake(request, call);
        },
      },
    );
  }

  const gateway: Gateway = {
    calls: Object.fromEntries(
      ['auth', 'user', 'chat', 'message', 'presence'].map((name) => [name, client(name)]),
    ) as unknown as Calls,
    tokens,
    cache: memoryCache({ clock }),
    clock,
    ids,
    logger,
    clientAddress: clientAddress([]),
    webClient: webClient(webDir),
    observe: () => {},
    rateLimits: false,
    corsOrigins: [],
    https: false,
    ...replaced,
  };
  const app = createApp();
  return {
    app,
    clock,
    log: lines,
    called,
    answer: (service, method, fake) => void fakes.set(`${service}.${method}`, fake as never),
    async request<T>(
      method: string,
      path: string,
      { token, body, headers = {}, peerAddress = '192.0.2.1' }: RequestOptions = {},
    ) {
      const init: RequestInit = {
        method,
        headers: {
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      };
      const response = await app.request(path, init, { gateway, peerAddress });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
    },
    async token({ userId = ALICE, sessionId = SESSION, expiresIn = 900, foreign: isForeign = false, audience = 'parley' } = {}) {
      const now = Math.floor(clock.now() / 1000);
      return new SignJWT({ sid: sessionId })
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setSubject(userId)
        .setIssuer('parley')
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(isForeign ? foreign.privateKey : ours.privateKey);
    },
    revoke: (sessionId) => live.publish(SESSIONS_SUBJECT, { kind: 'session.revoked', sessionId, userId: ALICE }),
  };
}
