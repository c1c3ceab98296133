import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Challenge } from '@parley/protocol/session';
import { api, request } from '@parley/testkit/rest';
import { newPerson, newPhone, type Person } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
let ann: Person;
beforeAll(async () => {
  server = await startServer({ PARLEY_CORS_ORIGINS: 'https://app.example.org', PARLEY_LOG_LEVEL: 'debug' });
  ann = await newPerson(server);
});

describe('every kind of answer', () => {
  const kinds: readonly (readonly [string, string])[] = [
    ['success', '/api/v1/auth/sessions'],
    ['no content', 'DELETE /api/v1/auth/sessions'],
    ['a refusal', '/api/v1/chats/00000000-0000-4000-8000-000000000000'],
    ['nothing there', '/api/v1/nowhere'],
    ['a document', '/api/v1/openapi.json'],
    ['the page of the API', '/docs'],
    ['the web client', '/'],
    ['keys', '/.well-known/jwks.json'],
    ['health', '/health'],
    ['readiness', '/health/ready'],
    ['metrics', '/metrics'],
    ['a refused upgrade', '/ws'],
  ];
  test.each(kinds)('carries the security headers: %s', async (_, asked) => {
    const [path = '', method = 'GET'] = asked.split(' ').reverse();
    const { headers } = await fetch(`${server.url}${path}`, { method, headers: { authorization: `Bearer ${ann.token}` } });
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options') ?? headers.get('content-security-policy')).toMatch(/DENY|frame-ancestors 'none'/);
    expect(headers.get('content-security-policy')).toMatch(/default-src/);
    expect(headers.get('referrer-policy')).toBeTruthy();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('names the request, by its own id or the one it came with', async () => {
    const first = await fetch(`${server.url}/api/v1/nowhere`);
    expect(first.headers.get('x-request-id')).toBe(((await first.json()) as { requestId: string }).requestId);
    const given = await fetch(`${server.url}/api/v1/nowhere`, { headers: { 'x-request-id': 'my-request-0001' } });
    expect(given.headers.get('x-request-id')).toBe('my-request-0001');
    const odd = await fetch(`${server.url}/api/v1/nowhere`, { headers: { 'x-request-id': '<script>alert(1)</script>' } });
    expect(odd.headers.get('x-request-id')).not.toContain('script');
  });
});

describe('pages of other websites', () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}/api/v1/messages`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  test('may use the API where they are listed', async () => {
    const { status, headers } = await preflight('https://app.example.org');
    expect([status, headers.get('access-control-allow-origin')]).toEqual([204, 'https://app.example.org']);
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
    const answer = await fetch(`${server.url}/api/v1/users/me`, {
      headers: { origin: 'https://app.example.org', authorization: `Bearer ${ann.token}` },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example.org');
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
  });

  test('and nobody else', async () => {
    for (const origin of ['https://evil.example', 'null', 'https://app.example.org.evil.example']) {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
      const answer = await fetch(`${server.url}/api/v1/users/me`, { headers: { origin, authorization: `Bearer ${ann.token}` } });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('documents', () => {
  test('are there for everyone, and the page that shows them loads nothing from elsewhere', async () => {
    const { openapi } = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as { openapi: string };
    const { asyncapi } = (await (await fetch(`${server.url}/api/v1/asyncapi.json`)).json()) as { asyncapi: string };
    expect([openapi, asyncapi]).toEqual([expect.stringMatching(/^3\.1/), expect.stringMatching(/^3\./)]);
    const page = await (await fetch(`${server.url}/docs`)).text();
    const loaded = [...page.matchAll(/(?:src|href)=["']([^"']+)/g)].map(([, address]) => address ?? '');
    expect(loaded.length).toBeGreaterThan(0);
    for (const address of loaded.filter((one) => one.startsWith('/')))
      expect([address, (await fetch(`${server.url}${address}`)).status]).toEqual([address, 200]);
    expect(loaded.filter((address) => /^(https?:)?\/\//.test(address))).toEqual([]);
  });
});

describe('metrics', () => {
  test('count requests, messages and live connections, and name nobody', async () => {
    const socket = await ann.connect();
    const chat = await ann.post<{ id: string }>('/chats', { type: 'self' });
    await ann.say(chat.id, 'counted');
    const text = await server.metrics();
    expect(text).toMatch(/^parley_realtime_connections(\{[^}]*\})? 1$/m);
    expect(text).toMatch(/^# TYPE \w*http\w*duration\w* histogram$/m);
    expect(text).toMatch(/route="\/api\/v1\/messages"/);
    for (const secret of [ann.id, chat.id, ann.phone, ann.token]) expect(text).not.toContain(secret);
    socket.close();
  });
});

test('the log holds no words, codes, tokens or phone numbers, even when it says everything', async () => {
  const phone = newPhone();
  const challenge = await api<Challenge>(server.url, 'POST', '/auth/otp', undefined, { phone });
  await request(server.url, 'POST', '/auth/otp/verify', { body: { ...challenge, code: '000000' } });
  await request(server.url, 'POST', '/auth/login', { body: { login: 'somebody', password: 'hunter2hunter2' } });
  const chat = await ann.post<{ id: string }>('/chats', { type: 'self' });
  await ann.say(chat.id, 'xylophone-in-the-log');
  await ann.call('POST', '/messages', {
    chatId: chat.id,
    clientMsgId: 'x',
    content: { type: 'text', text: 'xylophone-in-the-log' },
  });
  await ann.get('/search/messages?q=xylophone');
  const output = server.output();
  expect(output.length).toBeGreaterThan(500);
  for (const secret of ['xylophone', 'hunter2', phone, ann.phone, ann.token, ann.session.refreshToken, challenge.code ?? '']) {
    expect(output.includes(secret)).toBe(false);
  }
});

test('SIGTERM ends it with 0 within ten seconds, what was acknowledged is answered, and clients are sent away with 4503', async () => {
  const sockets = await Promise.all([ann.connect(), ann.connect()]);
  const chat = await ann.post<{ id: string }>('/chats', { type: 'self' });
  const sending = Array.from({ length: 50 }, (_, n) =>
    sockets[0]
      ?.ask({ type: 'message.send', chatId: chat.id, clientMsgId: crypto.randomUUID(), content: { type: 'text', text: `${n}` } })
      .then(
        ({ type }) => type,
        () => 'closed',
      ),
  );
  await sending[0];
  const from = performance.now();
  const status = server.stop();
  for (const socket of sockets) expect((await socket.closed).code).toBe(4503);
  expect(await status).toBe(0);
  expect(performance.now() - from).toBeLessThan(10_000);
  // None is left in doubt without the connection saying so.
  for (const outcome of await Promise.all(sending)) expect(['message.sent', 'closed']).toContain(outcome as string);
});

afterAll(async () => {
  await fetch(`${server.url}/health/live`).then(
    () => server.stop(),
    () => undefined,
  );
});
