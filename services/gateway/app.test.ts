import { describe, expect, test } from 'bun:test';
import { limitWithFallback } from '@parley/cache/limit-with-fallback';
import { fail } from '@parley/protocol/errors';
import type { Problem } from '@parley/protocol/problem';
import { manualClock } from '@parley/testkit/manual-clock';
import { createGatewayBed } from './testing/gateway-bed.ts';

describe('every answer', () => {
  test('carries the headers that keep a browser safe', async () => {
    const bed = await createGatewayBed();
    for (const path of ['/api/v1/chats', '/docs', '/', '/api/v1/nothing']) {
      const { headers } = await bed.request('GET', path, { headers: { accept: 'text/html', host: 'chat.example:8080' } });
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('permissions-policy')).toContain('camera=(self)');
      expect(headers.get('strict-transport-security')).toBeNull();
    }
    const { headers } = await bed.request('GET', '/', { headers: { accept: 'text/html', host: 'chat.example:8080' } });
    expect(headers.get('content-security-policy')).toContain(
      "connect-src 'self' ws://chat.example:8080 wss://chat.example:8080;",
    );
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
  });

  test('asks for https to be kept where that is how people come', async () => {
    const bed = await createGatewayBed({ https: true });
    const { headers } = await bed.request('GET', '/api/v1/chats');
    expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  test('names the request, by the id it came with if that is sane', async () => {
    const bed = await createGatewayBed();
    const idFor = async (given: string) =>
      (await bed.request('GET', '/api/v1/chats', { headers: { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await idFor('trace-0815.a:b')).toBe('trace-0815.a:b');
    for (const given of ['short', 'x'.repeat(65), 'has blanks in it', 'quote"s-are-out']) {
      expect(await idFor(given)).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('of the API is not stored', async () => {
    const bed = await createGatewayBed();
    expect((await bed.request('GET', '/api/v1/chats')).headers.get('cache-control')).toBe('no-store');
  });
});

describe('rate limits', () => {
  test('let an address have its burst, then say when to come back', async () => {
    const bed = await createGatewayBed({ rateLimits: true });
    const ask = (peerAddress: string) => bed.request<Problem>('GET', '/api/v1/chats', { peerAddress });
    for (let i = 0; i < 100; i++) expect((await ask('192.0.2.1')).status).toBe(401);
    const limited = await ask('192.0.2.1');
    expect([limited.status, limited.body.code, limited.body.retryable]).toEqual([429, 'rate.limited', true]);
    expect(limited.headers.get('retry-after')).toBe('1');
    expect((await ask('192.0.2.2')).status).toBe(401);
    bed.clock.advance(1000);
    expect((await ask('192.0.2.1')).status).toBe(401);
  });

  test('are stricter on /auth/*', async () => {
    const bed = await createGatewayBed({ rateLimits: true });
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await bed.request('POST', '/api/v1/auth/login', { body: {} })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429]);
  });

  test('count an IPv6 subscriber as one', async () => {
    const bed = await createGatewayBed({ rateLimits: true });
    for (let i = 0; i < 10; i++) await bed.request('POST', '/api/v1/auth/login', { body: {}, peerAddress: `2001:db8:1:2::${i}` });
    expect((await bed.request('POST', '/api/v1/auth/login', { body: {}, peerAddress: '2001:db8:1:2:aaaa::1' })).status).toBe(429);
    expect((await bed.request('POST', '/api/v1/auth/login', { body: {}, peerAddress: '2001:db8:1:3::1' })).status).toBe(400);
  });

  test('are each gateway’s own while the shared counters are away', async () => {
    const clock = manualClock();
    const away = { limit: () => Promise.reject(fail('cache.unavailable')) };
    const bed = await createGatewayBed({ rateLimits: true, cache: limitWithFallback(away, clock) });
    const statuses: number[] = [];
    for (let i = 0; i < 11; i++) statuses.push((await bed.request('POST', '/api/v1/auth/login', { body: {} })).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429]);
  });

  test('are off when they are off, and let pass when they cannot be checked', async () => {
    const off = await createGatewayBed();
    for (let i = 0; i < 120; i++) expect((await off.request('POST', '/api/v1/auth/login', { body: {} })).status).toBe(400);
    const broken = await createGatewayBed({ rateLimits: true, cache: { limit: () => Promise.reject(new Error('gone')) } });
    expect((await broken.request('POST', '/api/v1/auth/login', { body: {} })).status).toBe(400);
    expect(broken.log.map((line) => line.msg)).toContain('the rate limit could not be checked');
  });
});

describe('pages of other origins', () => {
  const from = (origin: string) => ({ headers: { origin, 'access-control-request-method': 'POST' } });

  test('may use the API where they are listed', async () => {
    const bed = await createGatewayBed({ corsOrigins: ['https://chat.example.org'] });
    const preflight = await bed.request('OPTIONS', '/api/v1/messages', from('https://chat.example.org'));
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://chat.example.org');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const answer = await bed.request('GET', '/api/v1/chats', from('https://chat.example.org'));
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://chat.example.org');
  });

  test('are allowed nothing otherwise', async () => {
    const bed = await createGatewayBed({ corsOrigins: ['https://chat.example.org'] });
    for (const origin of ['https://evil.example', 'https://chat.example.org.evil.example', 'null']) {
      for (const method of ['OPTIONS', 'GET']) {
        expect((await bed.request(method, '/api/v1/chats', from(origin))).headers.get('access-control-allow-origin')).toBeNull();
      }
    }
  });
});

test('key set, documents and their viewer are served by ourselves', async () => {
  const bed = await createGatewayBed();
  bed.answer('auth', 'jwks', async () => ({ jwks: '{"keys":[]}' }));
  expect((await bed.request('GET', '/.well-known/jwks.json')).body).toEqual({ keys: [] });
  expect((await bed.request<{ openapi: string }>('GET', '/api/v1/openapi.json')).body.openapi).toBe('3.1.0');
  expect((await bed.request<{ asyncapi: string }>('GET', '/api/v1/asyncapi.json')).body.asyncapi).toBe('3.0.0');
  const docs = await bed.request<string>('GET', '/docs');
  expect(docs.body).toContain('/docs/rapidoc.js');
  expect(docs.body).not.toMatch(/https?:\/\//);
  const viewer = await bed.request<string>('GET', '/docs/rapidoc.js');
  expect(viewer.headers.get('content-type')).toContain('javascript');
});
