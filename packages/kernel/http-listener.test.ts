import { afterEach, describe, expect, test } from 'bun:test';
import { createLogger } from './create-logger.ts';
import { type Listener, listen, pathOf } from './http-listener.ts';
import type { HttpSurface } from './module.ts';

const logs: string[] = [];
const logger = createLogger({ level: 'info', format: 'json', write: (line) => void logs.push(line) });
const open: Listener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.stop(true);
});

function serve(...surfaces: HttpSurface[]): Listener {
  const listener = listen({ hostname: '127.0.0.1', port: 0, surfaces, logger });
  open.push(listener);
  return listener;
}

const says = (prefix: string): HttpSurface => ({ prefix, fetch: () => new Response(prefix) });

test.each([
  ['http://localhost:80', '/'],
  ['http://localhost/a/b?c=/d', '/a/b'],
  ['http://localhost/?q', '/'],
])('the path of %s is %s', (url, path) => {
  expect(pathOf(url)).toBe(path);
});

describe('the listener', () => {
  test('lets the longest prefix answer, by whole path segments', async () => {
    const { url } = serve(says('/'), says('/api'), says('/api/v1'));
    const answers = await Promise.all(['/api/v1/x', '/api', '/apis', '/'].map(async (path) => (await fetch(url + path)).text()));
    expect(answers).toEqual(['/api/v1', '/api', '/', '/']);
  });

  test('answers 404 where no surface is, as a problem', async () => {
    const { url } = serve(says('/api'));
    const response = await fetch(`${url}/other`);
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect((await response.json()) as unknown).toMatchObject({ code: 'request.not_found', status: 404 });
  });

  test('answers 500 without internals when a surface throws, and logs why', async () => {
    const { url } = serve({ prefix: '/', fetch: () => Promise.reject(new Error('the secret reason')) });
    const response = await fetch(url);
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(logs.join('')).toContain('the secret reason');
  });

  test('keeps browsers from making anything of an answer that brings no policy of its own', async () => {
    const own = new Response('', {
      headers: { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'self'" },
    });
    const { url } = serve(says('/bare'), { prefix: '/own', fetch: () => own });
    for (const path of ['/bare', '/nowhere']) {
      const { headers } = await fetch(url + path);
      expect([path, headers.get('x-content-type-options'), headers.get('content-security-policy')]).toEqual([
        path,
        'nosniff',
        "default-src 'none'; frame-ancestors 'none'",
      ]);
    }
    expect((await fetch(`${url}/own`)).headers.get('content-security-policy')).toBe("default-src 'self'");
  });

  test('says what to do when the port is taken', () => {
    const { port } = serve(says('/'));
    expect(() => listen({ hostname: '127.0.0.1', port, surfaces: [], logger })).toThrow(
      `Another program already listens on port ${port} on 127.0.0.1. Stop it, or choose another with --port ${port + 1}.`,
    );
  });

  test('answers what is under way before it stops', async () => {
    const arrived = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const listener = serve({
      prefix: '/',
      async fetch() {
        arrived.resolve();
        await release.promise;
        return new Response('done');
      },
    });
    const answer = fetch(listener.url).then((response) => response.text());
    await arrived.promise;
    const stopped = listener.stop(false);
    release.resolve();
    expect(await answer).toBe('done');
    await stopped;
    await expect(fetch(listener.url)).rejects.toThrow();
  });

  test('gives WebSockets to who handles them itself, beside one that stands in where there is none', async () => {
    const socket = (prefix: string, name: string): HttpSurface => ({
      prefix,
      fetch: (request, server) => (server.upgrade(request, { data: undefined }) ? undefined : new Response('no')),
      websocket: { open: (ws: Bun.ServerWebSocket<unknown>) => ws.close(4000, name), message: () => undefined },
    });
    const standIn = { ...socket('/', 'stand-in'), standsIn: true };
    const nameAt = async (listener: Listener): Promise<string> => {
      const client = new WebSocket(`${listener.url.replace('http', 'ws')}/ws`);
      return new Promise((resolve) => {
        client.onclose = ({ reason }) => resolve(reason);
      });
    };
    expect(await nameAt(serve(standIn, socket('/ws', 'own')))).toBe('own');
    expect(await nameAt(serve(standIn))).toBe('stand-in');
  });

  test('refuses two handlers of WebSockets', () => {
    const socket: HttpSurface = { ...says('/ws'), websocket: { message: () => undefined } };
    expect(() => serve(socket, { ...socket, prefix: '/ws2' })).toThrow('more than one module');
  });

  test('shares its port with others that are willing, and with nobody else', async () => {
    const share = (port: number): Listener => {
      const listener = listen({ hostname: '127.0.0.1', port, reusePort: true, surfaces: [says('/')], logger });
      open.push(listener);
      return listener;
    };
    const { port } = share(0);
    expect(share(port).port).toBe(port);
    expect(() => listen({ hostname: '127.0.0.1', port, surfaces: [], logger })).toThrow('Another program already listens');
  });
});
