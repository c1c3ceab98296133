import { afterAll, beforeEach, describe, expect, test } from 'bun:test';
import { ConfigError } from '@parley/kernel/config';
import pino from 'pino';
import { refusal } from '../testing/refusal.ts';
import type { CodeDelivery } from './code-sender.ts';
import { createSender, type SenderConfig } from './create-sender.ts';

/** What the provider is asked, and the statuses it answers with, in order; 200 when there are none left. */
const requests: { headers: Headers; body: unknown }[] = [];
const statuses: number[] = [];
const provider = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  async fetch(request) {
    requests.push({ headers: request.headers, body: await request.json() });
    const status = statuses.shift() ?? 200;
    return new Response('', { status, headers: status === 302 ? { location: 'http://127.0.0.1:1/' } : {} });
  },
});
afterAll(() => provider.stop(true));

const pauses: number[] = [];
const clock = {
  now: () => 1_800_000_000_000,
  schedule(delay: number, task: () => void) {
    pauses.push(delay);
    queueMicrotask(task);
    return () => {};
  },
};
const written: string[] = [];
const logger = pino({ level: 'debug' }, { write: (line: string) => void written.push(line) });
const config: SenderConfig = {
  environment: 'production',
  otpSender: 'http',
  otpHttpUrl: provider.url.href,
  otpHttpSecret: 'between us',
};
const delivery: CodeDelivery = {
  challengeId: crypto.randomUUID(),
  phone: '+4915112345678',
  code: '123456',
  expiresIn: 300,
  deadline: undefined,
};

beforeEach(() => {
  for (const list of [requests, statuses, pauses, written]) list.length = 0;
});

describe('the http sender', () => {
  const sender = createSender(config, { clock, logger });

  test('posts the code with the secret, and does not echo it', async () => {
    await sender.send(delivery);
    expect(sender.echoes).toBe(false);
    expect(requests.map(({ body }) => body)).toEqual([
      { challengeId: delivery.challengeId, phone: '+4915112345678', code: '123456', expiresIn: 300 },
    ]);
    expect(requests[0]?.headers.get('authorization')).toBe('Bearer between us');
    expect(requests[0]?.headers.get('idempotency-key')).toBe(delivery.challengeId);
  });

  test.each([500, 503, 429])('tries again after %p', async (status) => {
    statuses.push(status, status);
    await sender.send(delivery);
    expect(requests).toHaveLength(3);
    expect(pauses).toEqual([250, 1_000]);
  });

  test('gives up after three tries', async () => {
    statuses.push(500, 500, 500, 500);
    expect(await refusal(sender.send(delivery))).toBe('auth.code_not_delivered');
    expect(requests).toHaveLength(3);
  });

  test.each([400, 401, 404])('does not try again after %p', async (status) => {
    statuses.push(status);
    expect(await refusal(sender.send(delivery))).toBe('auth.code_not_delivered');
    expect(requests).toHaveLength(1);
  });

  test('does not follow the code to another address', async () => {
    statuses.push(302, 302, 302);
    expect(await refusal(sender.send(delivery))).toBe('auth.code_not_delivered');
  });

  test('does not try again when nobody waits any more', async () => {
    statuses.push(500);
    expect(await refusal(sender.send({ ...delivery, deadline: clock.now() + 100 }))).toBe('auth.code_not_delivered');
    expect(requests).toHaveLength(1);
  });

  test('says in the log what went wrong, without code, phone or secret', async () => {
    statuses.push(400);
    await refusal(sender.send(delivery));
    const log = written.join('');
    expect(log).toContain('status 400');
    for (const secret of ['123456', '+4915112345678', 'between us']) expect(log).not.toContain(secret);
  });

  test('needs an address', () => {
    expect(() => createSender({ ...config, otpHttpUrl: undefined }, { clock, logger })).toThrow(ConfigError);
  });
});

describe('the console sender', () => {
  test('writes the code into the log in development', async () => {
    await createSender({ ...config, environment: 'development', otpSender: 'console' }, { clock, logger }).send(delivery);
    expect(written.join('')).toContain('123456');
  });

  test('is no way to sign in in production', async () => {
    const sender = createSender({ ...config, otpSender: 'console' }, { clock, logger });
    expect(await refusal(sender.send(delivery))).toBe('auth.code_not_delivered');
    expect(written.join('')).not.toContain('123456');
  });
});

describe('the echo sender', () => {
  test('echoes in development', () => {
    expect(createSender({ ...config, environment: 'development', otpSender: 'echo' }, { clock, logger }).echoes).toBe(true);
  });

  test('is refused in production', () => {
    expect(() => createSender({ ...config, otpSender: 'echo' }, { clock, logger })).toThrow(ConfigError);
  });
});
