import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createConnectTransport } from '@connectrpc/connect-node';
import type { Call } from '@parley/kernel/call';
import { systemClock } from '@parley/kernel/clock';
import { PresenceService } from '@parley/proto/parley/presence/v1/presence_pb';
import { ErrorDetailSchema } from '@parley/proto/parley/rpc/v1/error_pb';
import { fail } from '@parley/protocol/errors';
import { manualClock } from '@parley/testkit/manual-clock';
import { type ProcessOptions, SECRET, startCaller, startProcess, type TestProcess } from '../testing/processes.ts';
import { internalTokens, internalVerifier, signInternalToken } from './internal-token.ts';

// Ends what hangs; measures nothing.
setDefaultTimeout(60_000);

const PATH = '/parley.presence.v1.PresenceService/Typing';
const request = { userId: 'u', chatId: 'c', active: true };
const calls: Call[] = [];
let process: TestProcess;
let token: string;

const options: ProcessOptions = {
  contract: PresenceService,
  methods: {
    typing: (_request: never, call: Call) => {
      calls.push(call);
      return Promise.resolve({});
    },
    getPresence: () => Promise.reject(fail('rate.limited', { retryAfter: 3 })),
  },
};

beforeAll(async () => {
  process = startProcess(options);
  token = await internalTokens(SECRET, 'gateway', systemClock).header();
});
afterAll(() => process.kill());

const post = (headers: Record<string, string>, body: BodyInit = JSON.stringify(request), path = PATH): Promise<Response> =>
  fetch(process.url + path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });

describe('a stranger', () => {
  const now = Date.now();
  const forged: readonly (readonly [string, () => Promise<string> | string])[] = [
    ['no token', () => ''],
    ['another kind of token', () => `Basic ${btoa(`gateway:${SECRET}`)}`],
    ['the secret itself', () => `Bearer ${SECRET}`],
    [
      'a token by another secret',
      async () => `Bearer ${await signInternalToken('another secret, which is as long', 'gateway', now)}`,
    ],
    ['a token that has expired', async () => `Bearer ${await signInternalToken(SECRET, 'gateway', now - 130_000)}`],
    [
      'a token that was tampered with',
      async () => `Bearer ${(await signInternalToken(SECRET, 'gateway', now)).replace(/^[^.]+/, btoa('{"alg":"none"}'))}`,
    ],
  ];
  test.each(forged)('with %s is refused, and no call is made', async (_what, authorization) => {
    const before = calls.length;
    const answer = await post({ authorization: await authorization(), 'parley-caller': 'service:auth' });
    expect([answer.status, await answer.json()]).toEqual([
      401,
      { code: 'unauthenticated', message: 'Calls need a token of this installation.' },
    ]);
    expect(calls.length).toBe(before);
  });

  test.each(['application/proto', 'application/grpc', 'application/grpc-web', 'application/connect+json'])(
    'is refused in the format %s, too',
    async (type) => {
      expect((await post({ 'content-type': type })).status).toBe(401);
    },
  );

  test.each(['/', '/anything', '/parley.presence.v1.PresenceService/', '/metrics/../parley.presence.v1.PresenceService/Typing'])(
    'learns nothing of what is at %s',
    async (path) => {
      expect((await post({}, '{}', path)).status).toBe(401);
    },
  );

  test('may ask whether the process takes calls', async () => {
    expect(await (await fetch(`${process.url}/health/callable`)).json()).toEqual({ status: 'ok' });
    process.close('draining');
    const answer = await fetch(`${process.url}/health/callable`);
    process.close(undefined);
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'draining' }]);
  });
});

describe('while a secret is replaced', () => {
  const [old, next] = ['the old secret, which is long enough', 'the new secret, which is long enough'];
  test('both are believed, and then only the new one', async () => {
    const header = (secret: string) => internalTokens(secret, 'chat', systemClock).header();
    const during = internalVerifier([next, old], systemClock);
    expect([await during.verify(await header(old)), await during.verify(await header(next))]).toEqual(['chat', 'chat']);
    const after = internalVerifier([next], systemClock);
    expect([await after.verify(await header(old)), await after.verify(await header(next))]).toEqual([undefined, 'chat']);
  });
});

test('a token is made anew every half minute, and what was believed once is not believed for longer than it lives', async () => {
  const clock = manualClock(Date.now());
  const tokens = internalTokens(SECRET, 'chat', clock);
  const verifier = internalVerifier([SECRET], clock);
  const first = await tokens.header();
  clock.advance(29_999);
  expect(await tokens.header()).toBe(first);
  expect(await verifier.verify(first)).toBe('chat');
  clock.advance(1);
  expect(await tokens.header()).not.toBe(first);
  // 90 s, and 30 s for clocks that differ.
  clock.advance(89_000);
  expect(await verifier.verify(first)).toBe('chat');
  clock.advance(2_000);
  expect(await verifier.verify(first)).toBeUndefined();
});

describe('a call by another maker’s client', () => {
  test.each([
    [{ 'parley-caller': 'user:u-1' }, 'parley-caller must be'],
    [{ 'parley-caller': 'root:x' }, 'parley-caller must be'],
    [{ 'parley-caller': 'service:%E0%A4%A' }, 'parley-caller is not well encoded.'],
    [{ 'connect-timeout-ms': '-1' }, 'connect-timeout-ms must be whole milliseconds.'],
    [{ 'x-request-id': 'x'.repeat(129) }, 'x-request-id is too long.'],
  ] as const)('with the header %p is not valid', async (headers, message) => {
    const answer = await post({ authorization: token, ...headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining(message) });
  });

  test('speaks for the service that its token names, where it names no caller', async () => {
    expect((await post({ authorization: token })).status).toBe(200);
    expect(calls.at(-1)?.caller).toEqual({ kind: 'service', name: 'gateway' });
  });

  test('is told in Connect’s own way that there is no such method', async () => {
    const answer = await post({ authorization: token }, '{}', '/parley.presence.v1.PresenceService/Teleport');
    expect([answer.status, (await answer.json()) as unknown]).toEqual([
      501,
      { code: 'unimplemented', message: 'There is no method /parley.presence.v1.PresenceService/Teleport here.' },
    ]);
  });

  test('ends when its time is up, though the method goes on', async () => {
    const slow = startProcess({ ...options, methods: { typing: () => new Promise(() => undefined) } });
    const answer = await fetch(slow.url + PATH, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', authorization: token, 'connect-timeout-ms': '50' },
    });
    await slow.kill();
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([504, 'deadline_exceeded']);
  });

  const formats = [
    ['JSON', { useBinaryFormat: false }],
    ['binary', { useBinaryFormat: true }],
  ] as const;
  test.each(formats)('of Connect works in %s', async (_name, format) => {
    const transport = createConnectTransport({
      baseUrl: process.url,
      httpVersion: '1.1',
      ...format,
      interceptors: [
        (next) => (message) => {
          message.header.set('authorization', token);
          message.header.set('parley-caller', 'user:u:s');
          return next(message);
        },
      ],
    });
    const client = createClient(PresenceService, transport);
    await client.typing(request, { timeoutMs: 5000 });
    expect(calls.at(-1)).toMatchObject({ caller: { kind: 'user', userId: 'u', sessionId: 's' }, deadline: expect.any(Number) });

    const error = await client.getPresence({ viewerId: 'v', userIds: [] }).then(
      () => undefined,
      (reason: unknown) => ConnectError.from(reason),
    );
    expect(error?.code).toBe(Code.ResourceExhausted);
    expect(error?.findDetails(ErrorDetailSchema)[0]).toMatchObject({
      code: 'rate.limited',
      retryable: true,
      retryAfter: 3,
      status: 429,
    });
  });

  test('may compress what it sends', async () => {
    const answer = await post({ authorization: token, 'content-encoding': 'gzip' }, Bun.gzipSync(JSON.stringify(request)));
    expect(answer.status).toBe(200);
  });
});

describe('over mutual TLS', () => {
  const pem = (name: string): string => readFileSync(new URL(`../testing/certificates/${name}.pem`, import.meta.url), 'utf8');
  const identity = (name: string) => ({ cert: pem(name), key: pem(`${name}-key`), ca: pem('authority') });
  const typing = { userId: 'u', chatId: 'c', active: false };
  const call: Call = { caller: { kind: 'service', name: 'test' }, requestId: 'r' };
  let secure: TestProcess;
  beforeAll(() => {
    secure = startProcess({ ...options, tls: identity('process') });
  });
  afterAll(() => secure.kill());

  type Identity = ReturnType<typeof identity>;
  const outcome = async (tls: Identity | undefined, host: string): Promise<string> => {
    const url = `${secure.url.replace('127.0.0.1', host)}`;
    const caller = startCaller(PresenceService, [tls === undefined ? url.replace('https', 'http') : url], {
      ...(tls === undefined ? {} : { tls }),
      patience: 100,
    });
    const result = await caller.client.typing(typing, call).then(
      () => 'ok',
      (error: { code: string }) => error.code,
    );
    caller.stop();
    return result;
  };

  test('a process of the installation is let in', async () => {
    expect(await outcome(identity('process'), 'parley.test')).toBe('ok');
  });

  const strangers: readonly (readonly [string, () => Identity | undefined, string])[] = [
    ['with a certificate of another authority', () => ({ ...identity('stranger'), ca: pem('authority') }), 'parley.test'],
    ['that trusts another authority', () => ({ ...identity('process'), ca: pem('stranger') }), 'parley.test'],
    ['that looks for another host', () => identity('process'), 'elsewhere.test'],
    ['without TLS', () => undefined, 'parley.test'],
  ];
  test.each(strangers)('one %s is not, and its call is not carried out', async (_who, tls, host) => {
    const before = calls.length;
    expect(await outcome(tls(), host)).toBe('internal.unavailable');
    expect(calls.length).toBe(before);
  });

  test('one without a certificate is not', async () => {
    const bare: BunFetchRequestInit = {
      method: 'POST',
      body: '{}',
      headers: { authorization: token, 'content-type': 'application/json' },
      tls: { ca: pem('authority'), serverName: 'parley.test' },
    };
    const answer = await fetch(secure.url + PATH, bare).then<number | string, string>(
      ({ status }) => status,
      () => 'refused',
    );
    expect(answer).toBe('refused');
  });
});
