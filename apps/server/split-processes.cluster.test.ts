import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '@parley/engines/engine';
import { engineAtHand } from '@parley/engines/engine-at-hand';
import { freePort } from '@parley/engines/free-port';
import { startNats } from '@parley/engines/nats';
import { startRedis } from '@parley/engines/redis';
import { type EmbeddedServer, startEmbedded } from '@parley/postgres/embedded/server';
import type { Message } from '@parley/protocol/message';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { api, request, signUp, wholeHistory } from '@parley/testkit/rest';
import { silentLogger } from '@parley/testkit/test-logger';

const SERVICES = ['auth', 'user', 'chat', 'message', 'presence'];
const atHand = (await engineAtHand('nats')) && (await engineAtHand('redis'));

/** Starting processes, on a machine that may do other things besides. */
const PATIENCE = 120_000;

describe.skipIf(!atHand)('the server in two processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-split-'));
  let engines: Engine[] = [];
  let postgres: EmbeddedServer;
  let shared: Record<string, string>;
  let internal: string;
  let gateway: BootedServer;
  let services: BootedServer;

  const startServices = (port: number) =>
    bootServer({
      targets: SERVICES,
      env: { ...shared, PARLEY_INTERNAL_PORT: String(port), PARLEY_GRPC_PORT: '0' },
    });

  beforeAll(async () => {
    const port = await freePort();
    const password = crypto.randomUUID();
    // Under root PostgreSQL runs as another user, who passes through it.
    chmodSync(folder, 0o711);
    const directory = join(folder, 'postgres');
    [postgres, ...engines] = await Promise.all([
      startEmbedded({ directory, logger: silentLogger, unsafe: true, tcp: { port, password } }),
      startNats(),
      startRedis(),
    ]);
    if (!('user' in postgres.target)) throw new Error('the embedded server is reached by its socket');
    const [nats, redis] = engines;
    const internalPort = await freePort();
    internal = `http://127.0.0.1:${internalPort}`;
    shared = {
      PARLEY_POSTGRES_URL: `postgres://${postgres.target.user}:${password}@127.0.0.1:${port}/${postgres.target.database}`,
      PARLEY_NATS_URL: nats?.url ?? '',
      PARLEY_REDIS_URL: redis?.url ?? '',
      PARLEY_INTERNAL_SECRET: 'a secret of the tests that is long enough',
      PARLEY_RATE_LIMIT: 'off',
      PARLEY_OTP_SENDER: 'echo',
    };
    const urls = Object.fromEntries(SERVICES.map((service) => [`PARLEY_${service.toUpperCase()}_URL`, internal]));
    // The gateway first, and alone for a while: the order in which processes start is nobody's to keep.
    const early = bootServer({ targets: ['gateway'], env: { ...shared, ...urls, PARLEY_INTERNAL_PORT: '0' } });
    gateway = await early;
    expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(503);
    services = await startServices(internalPort);
  }, PATIENCE);
  afterAll(async () => {
    await gateway?.stop();
    await services?.stop();
    await Promise.all([...engines.map((engine) => engine.stop()), postgres?.stop()]);
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE);

  /** Waits until the process says of itself that it can serve. */
  async function ready(server: BootedServer): Promise<void> {
    while ((await fetch(`${server.url}/health/ready`)).status !== 200) await Bun.sleep(20);
  }

  async function twoPeople() {
    const number = Math.floor(Math.random() * 1e6);
    const [ann, bob] = await Promise.all([1, 2].map((i) => signUp(gateway.url, `+49151${i}${String(number).padStart(7, '0')}`)));
    if (ann === undefined || bob === undefined) throw new Error('nobody signed up');
    const { id } = await api<{ id: string }>(gateway.url, 'GET', '/users/me', bob.accessToken);
    const chat = await api<{ id: string }>(gateway.url, 'POST', '/chats', ann.accessToken, { type: 'direct', userId: id });
    return { ann, bob, chat };
  }

  const send = (token: string, chatId: string, text: string) =>
    request<Message>(gateway.url, 'POST', '/messages', {
      token,
      body: { chatId, clientMsgId: crypto.randomUUID(), content: { type: 'text', text } },
    });

  test('serves people through both', async () => {
    await ready(gateway);
    const { ann, bob, chat } = await twoPeople();
    for (let i = 1; i <= 5; i++) expect((await send(ann.accessToken, chat.id, `message ${i}`)).status).toBe(201);
    expect((await wholeHistory(gateway.url, chat.id, bob.accessToken)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    // Errors come through with all they say.
    const refused = await send(ann.accessToken, crypto.randomUUID(), 'to nobody');
    expect([refused.status, refused.body]).toEqual([404, expect.objectContaining({ code: 'chat.not_found' })]);
  });

  test('shows calls and metrics on the internal listener only', async () => {
    const call = (url: string) =>
      fetch(`${url}/parley.auth.v1.AuthService/Jwks`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      });
    for (const { url } of [gateway, services]) {
      expect((await call(url)).status).toBeGreaterThanOrEqual(404);
      expect((await fetch(`${url}/metrics`)).status).toBe(404);
    }
    expect((await call(internal)).status).toBe(401);
    const metrics = await (await fetch(`${internal}/metrics`)).text();
    expect(metrics).toMatch(/parley_rpc_duration_seconds_count\{service="MessageService",method="Send",outcome="ok"\} \d/);
    expect(metrics).toContain('parley_rpc_strangers_total 1');
  });

  test(
    'lets people wait a moment instead of failing while the other one starts again',
    async () => {
      const { ann, chat } = await twoPeople();
      const port = Number(new URL(internal).port);
      await services.kill();
      const waiting = send(ann.accessToken, chat.id, 'sent while nobody was there');
      const later = startServices(port);
      const first = await waiting;
      services = await later;
      await ready(gateway);
      // A start may take longer than anybody waits; then they are told to try again.
      expect([201, 503, 504]).toContain(first.status);
      expect((await send(ann.accessToken, chat.id, 'sent when it was back')).status).toBe(201);
    },
    PATIENCE,
  );
});
