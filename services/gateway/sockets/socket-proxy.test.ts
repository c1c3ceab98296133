import { afterEach, describe, expect, test } from 'bun:test';
import { type Clock, systemClock } from '@parley/kernel/clock';
import { createMeter } from '@parley/kernel/prometheus';
import { type ManualClock, manualClock } from '@parley/testkit/manual-clock';
import { silentLogger } from '@parley/testkit/test-logger';
import { Registry } from 'prom-client';
import { realtimeNodes } from './realtime-nodes.ts';
import type { LinkData } from './socket-link.ts';
import { socketProxy } from './socket-proxy.ts';

const undo: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

type NodeSocket = Bun.ServerWebSocket<undefined>;

/** A realtime node as the test plays it: answers what it is sent, unless told otherwise. */
function startNode(options: { readonly refuse?: number; readonly onOpen?: (socket: NodeSocket) => void } = {}) {
  const seen: Headers[] = [];
  const sockets: NodeSocket[] = [];
  const got: (string | Buffer)[] = [];
  const closes: number[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    fetch(request, bun) {
      seen.push(request.headers);
      if (options.refuse !== undefined) return new Response('no', { status: options.refuse });
      const headers = { 'sec-websocket-protocol': 'parley.v1' };
      return bun.upgrade(request, { headers, data: undefined }) ? undefined : new Response('no', { status: 400 });
    },
    websocket: {
      maxPayloadLength: 16 * 1024 * 1024,
      backpressureLimit: 0,
      open(socket) {
        sockets.push(socket);
        options.onOpen?.(socket);
      },
      message(socket, frame) {
        got.push(frame);
        socket.send(frame);
      },
      close: (_socket, code) => void closes.push(code),
    },
  });
  undo.push(() => server.stop(true));
  return { url: `http://127.0.0.1:${server.port}`, server, seen, sockets, got, closes };
}

/** Nobody listens there. */
async function deadUrl(): Promise<string> {
  const server = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: () => new Response() });
  const url = `http://127.0.0.1:${server.port}`;
  await server.stop(true);
  return url;
}

function startProxy(urls: readonly string[], clock: Clock = systemClock) {
  const registry = new Registry();
  const resolveHost = async (): Promise<string[]> => Promise.reject(new Error('no names here'));
  const proxy = socketProxy({
    nodes: realtimeNodes({ urls, clock, logger: silentLogger, resolveHost, random: Math.random }),
    allowedOrigins: ['https://app.example.org'],
    clock,
    logger: silentLogger,
    meter: createMeter(registry),
    random: Math.random,
  });
  const server = Bun.serve<LinkData>({
    hostname: '127.0.0.1',
    port: 0,
    fetch: (request, bun) => proxy.upgrade(request, bun as Bun.Server<unknown>),
    websocket: proxy.websocket,
  });
  undo.push(() => server.stop(true));
  return { url: `127.0.0.1:${server.port}`, proxy, registry };
}

type Client = Bun.WebSocket & { readonly frames: unknown[]; readonly closed: Promise<{ code: number; reason: string }> };

function open(url: string, headers: Record<string, string> = {}, protocols = ['parley.v1', 'bearer.a.b-c_d']): Promise<Client> {
  const socket = new WebSocket(`ws://${url}/ws`, { protocols, headers } as never) as unknown as Client;
  const frames: unknown[] = [];
  socket.onmessage = ({ data }) => void frames.push(data);
  const closed = new Promise((resolve) => {
    socket.onclose = ({ code, reason }) => resolve({ code, reason });
  });
  Object.assign(socket, { frames, closed });
  return new Promise((resolve, reject) => {
    socket.onerror = () => reject(new Error('refused'));
    socket.onopen = () => resolve(socket);
  });
}

/** Waits, turn by turn, for something that only sockets bring about. */
async function until(what: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !what(); ) {
    if (Date.now() > end) throw new Error('it did not come about within 10 s');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const upgradeRequest = (headers: Record<string, string> = {}) => ({
  headers: {
    connection: 'upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  },
});

describe('a socket is passed on', () => {
  test('with subprotocols, host, origin and the address of the client', async () => {
    const node = startNode();
    const { url } = startProxy([node.url]);
    const client = await open(url, { origin: 'https://app.example.org', 'x-forwarded-for': '203.0.113.9' });
    expect(client.protocol).toBe('parley.v1');
    const [headers] = node.seen;
    expect(headers?.get('sec-websocket-protocol')).toBe('parley.v1, bearer.a.b-c_d');
    expect([headers?.get('origin'), headers?.get('host')]).toEqual(['https://app.example.org', url]);
    expect(headers?.get('x-forwarded-for')).toBe('203.0.113.9, 127.0.0.1');
    expect(headers?.get('sec-websocket-extensions')).toBeNull();
  });

  test('with every frame, in order, both ways, those that the node sends at once among them', async () => {
    const node = startNode({ onOpen: (socket) => void socket.send('ready') });
    const { url } = startProxy([node.url]);
    const client = await open(url);
    const sent = Array.from({ length: 2_000 }, (_, n) => `${n} ${'x'.repeat(n % 300)} é`);
    for (const frame of sent) client.send(frame);
    client.send(new Uint8Array([1, 2, 3]));
    await until(() => client.frames.length === sent.length + 2);
    expect(client.frames.slice(0, -1)).toEqual(['ready', ...sent]);
    expect(node.got.at(-1)).toEqual(Buffer.from([1, 2, 3]));
  });

  test.each([
    [4401, 'not authenticated, or the session was revoked'],
    [4429, 'retryAfter=5'],
    [4503, 'this node is going away'],
  ])('with the close code %p and its reason', async (code, reason) => {
    const node = startNode({ onOpen: (socket) => socket.send('last words') && socket.close(code, reason) });
    const { url } = startProxy([node.url]);
    const client = await open(url);
    expect(await client.closed).toEqual({ code, reason });
    expect(client.frames).toEqual(['last words']);
  });

  test('with the close code of the client', async () => {
    const node = startNode();
    const { url, registry } = startProxy([node.url]);
    (await open(url)).close(3001);
    (await open(url)).close();
    await until(() => node.closes.length === 2);
    expect(node.closes).toEqual([3001, 1005]);
    await until(() => node.sockets.length === 2);
    expect(await registry.metrics()).toContain('parley_gateway_sockets 0');
  });

  test('and closed with 4503 when the node dies', async () => {
    const node = startNode();
    const { url } = startProxy([node.url]);
    const client = await open(url);
    node.sockets[0]?.terminate();
    expect(await client.closed).toMatchObject({ code: 4503 });
  });

  test('and its node hears of it when the client dies', async () => {
    const node = startNode();
    const { url } = startProxy([node.url]);
    (await open(url)).terminate();
    await until(() => node.closes.length === 1);
  });
});

describe('a node is chosen', () => {
  test('another one where one is down or takes nobody, before the client notices', async () => {
    const node = startNode();
    const full = startNode({ refuse: 503 });
    const { url } = startProxy([await deadUrl(), full.url, node.url]);
    const clients = await Promise.all(Array.from({ length: 10 }, () => open(url)));
    for (const client of clients) client.send('hi');
    await until(() => clients.every((client) => client.frames.length === 1));
    expect(node.sockets).toHaveLength(10);
    // Once known for it, it is not asked again for each.
    const asked = full.seen.length;
    for (let n = 0; n < 10; n++) await open(url);
    expect(full.seen.length).toBe(asked);
  });

  test('the less busy one', async () => {
    const nodes = [startNode(), startNode()];
    const { url } = startProxy(nodes.map((node) => node.url));
    for (let n = 0; n < 20; n++) await open(url);
    expect(nodes.map((node) => node.sockets.length)).toEqual([10, 10]);
  });

  test('none where there is none: the request is refused, and may be tried again', async () => {
    const { url } = startProxy([await deadUrl()]);
    const answer = await fetch(`http://${url}/ws`, upgradeRequest());
    expect([answer.status, await answer.json()]).toMatchObject([503, { code: 'internal.unavailable', retryable: true }]);
  });

  test('not at all for a page of another website, another subprotocol, or what is no upgrade', async () => {
    const node = startNode();
    const { url } = startProxy([node.url]);
    const statusOf = async (init: RequestInit) => (await fetch(`http://${url}/ws`, init)).status;
    expect(await statusOf(upgradeRequest({ origin: 'https://evil.example' }))).toBe(403);
    expect(await statusOf(upgradeRequest({ 'sec-websocket-protocol': 'chat' }))).toBe(400);
    expect(await statusOf({})).toBe(426);
    expect(node.seen).toHaveLength(0);
  });
});

describe('who reads too slowly', () => {
  const FRAME = 'x'.repeat(64 * 1024);
  /** Sends until the node's own buffer holds a megabyte: nobody takes it any more. */
  async function flood(socket: NodeSocket): Promise<number> {
    let sent = 0;
    while (socket.getBufferedAmount() < 1024 * 1024) {
      if (sent > 2_000) throw new Error('128 MiB went somewhere');
      socket.send(FRAME);
      if (++sent % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return sent;
  }

  async function setUp(clock?: ManualClock) {
    const node = startNode();
    const { url } = startProxy([node.url], clock);
    const client = await open(url);
    await until(() => node.sockets.length === 1);
    const [socket] = node.sockets;
    if (socket === undefined) throw new Error('no socket');
    return { node, client, socket };
  }

  test('as a client is felt by the node, and gets everything once it reads again', async () => {
    const { client, socket } = await setUp();
    client.pause();
    const sent = await flood(socket);
    expect(client.frames).toHaveLength(0);
    client.resume();
    await until(() => client.frames.length === sent);
    socket.send('after');
    await until(() => client.frames.at(-1) === 'after');
    // Another time, as nothing is left of the first.
    client.pause();
    await flood(socket);
    client.resume();
    await until(() => socket.getBufferedAmount() === 0);
  });

  test('as a client is closed with 4508 after half a minute', async () => {
    const clock = manualClock();
    const { node, client, socket } = await setUp(clock);
    client.pause();
    await flood(socket);
    clock.advance(30_000);
    await until(() => node.closes.length === 1);
    client.resume();
    expect(await client.closed).toMatchObject({ code: 4508 });
  });

  test('as a node is felt by the client; after half a minute another node may serve', async () => {
    const clock = manualClock();
    const { client, socket } = await setUp(clock);
    socket.pause();
    let sent = 0;
    for (; client.bufferedAmount < 1024 * 1024; sent++) {
      if (sent > 2_000) throw new Error('128 MiB went somewhere');
      client.send(FRAME);
      if (sent % 16 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    for (let ms = 0; ms < 30_000; ms += 50) clock.advance(50);
    client.pause();
    client.resume();
    expect(await client.closed).toMatchObject({ code: 4503 });
  });
});

test('a gateway that drains sends everybody away and takes nobody', async () => {
  const node = startNode();
  const { url, proxy } = startProxy([node.url]);
  const clients = [await open(url), await open(url)];
  await proxy.drain();
  for (const client of clients) expect(await client.closed).toMatchObject({ code: 4503 });
  await expect(open(url)).rejects.toThrow('refused');
  await until(() => node.closes.length === 2);
});
