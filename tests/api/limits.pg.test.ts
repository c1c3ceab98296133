import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Problem } from '@parley/protocol/problem';
import type { Challenge, Session } from '@parley/protocol/session';
import { type Answer, request } from '@parley/testkit/rest';
import { connect } from '../support/live-socket.ts';
import { newPhone, personOf } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

// As it runs for people: with limits. Behind a proxy that is believed, so that each test can come from an address of its own.

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
beforeAll(async () => {
  server = await startServer({ PARLEY_RATE_LIMIT: 'on', PARLEY_TRUSTED_PROXIES: '127.0.0.0/8,::1' });
});
afterAll(() => server.stop());

let addresses = 0;
const newAddress = () => `198.51.100.${++addresses}`;

function ask<T = Problem>(address: string, method: string, path: string, body?: unknown, token?: string): Promise<Answer<T>> {
  return request<T>(server.url, method, path, { body, token, headers: { 'x-forwarded-for': address } });
}

const refused = (answers: readonly Answer<unknown>[]) => answers.filter(({ status }) => status === 429) as Answer<Problem>[];

function expectRefusal({ headers, body }: Answer<Problem>, ...codes: string[]): void {
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(codes).toContain(body.code);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(Number.isInteger(Number(headers.get('retry-after')))).toBe(true);
}

describe('one address', () => {
  test('asks the API a hundred times at once and no more; another address notices nothing', async () => {
    const address = newAddress();
    const answers = await Promise.all(Array.from({ length: 300 }, () => ask(address, 'GET', '/users/me')));
    const passed = answers.length - refused(answers).length;
    expect(passed).toBeGreaterThanOrEqual(100);
    expect(refused(answers).length).toBeGreaterThan(0);
    expectRefusal(refused(answers)[0] as Answer<Problem>, 'rate.limited');
    expect(refused(answers).every(({ body }) => body.retryable)).toBe(true);
    expect((await ask(newAddress(), 'GET', '/users/me')).status).toBe(401);
  });

  test('asks to sign in ten times at once and no more', async () => {
    const address = newAddress();
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => ask(address, 'POST', '/auth/refresh', { refreshToken: 'x' })),
    );
    expect(answers.length - refused(answers).length).toBeGreaterThanOrEqual(10);
    expect(refused(answers).length).toBeGreaterThan(0);
    expectRefusal(refused(answers)[0] as Answer<Problem>, 'rate.limited');
  });

  test('can’t pretend to be many by a header that a proxy did not write', async () => {
    const address = newAddress();
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, n) => ask(`203.0.113.${n}, ${address}`, 'POST', '/auth/refresh', { refreshToken: 'x' })),
    );
    expect(refused(answers).length).toBeGreaterThan(0);
  });
});

describe('one phone', () => {
  test('is sent a code, and the next only after a pause, whoever asks', async () => {
    const phone = newPhone();
    const { status, body } = await ask<Challenge>(newAddress(), 'POST', '/auth/otp', { phone });
    expect([status, body.resendIn]).toEqual([202, 30]);
    const again = await ask(newAddress(), 'POST', '/auth/otp', { phone });
    expect(again.status).toBe(429);
    expectRefusal(again, 'auth.code_rate_limited');
    expect(Number(again.headers.get('retry-after'))).toBeLessThanOrEqual(30);
  });

  test('is sent one code when it is asked for from everywhere at once', async () => {
    const phone = newPhone();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(newAddress(), 'POST', '/auth/otp', { phone })));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    for (const answer of refused(answers)) expectRefusal(answer, 'auth.code_rate_limited');
  });
});

test('one account can’t be guessed at from one address, even with the right password in the end', async () => {
  const address = newAddress();
  const account = { username: 'guessed', password: 'correct horse battery' };
  expect((await ask(newAddress(), 'POST', '/auth/register', { ...account, displayName: 'G' })).status).toBe(201);
  const statuses: number[] = [];
  let last: Answer<Problem> | undefined;
  for (let n = 0; n < 30 && last?.body.code !== 'auth.login_rate_limited'; n++) {
    last = await ask(address, 'POST', '/auth/login', { login: account.username, password: `wrong horse ${n}` });
    statuses.push(last.status);
  }
  expectRefusal(last as Answer<Problem>, 'auth.login_rate_limited');
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(11);
  const owner = await ask<Session>(newAddress(), 'POST', '/auth/login', { login: account.username, password: account.password });
  expect(owner.status).toBe(200);
});

test('a connection that floods is told to slow down, then closed with 4429 and a time to wait', async () => {
  const phone = newPhone();
  const address = newAddress();
  const { body: challenge } = await ask<Challenge>(address, 'POST', '/auth/otp', { phone });
  const { body: session } = await ask<Session>(address, 'POST', '/auth/otp/verify', challenge);
  const flooding = await personOf(server, phone, session).connect();
  const quiet = await connect(server.url, { protocols: ['parley.v1', `bearer.${session.accessToken}`] });
  await quiet.next('ready');
  for (let n = 0; n < 2_000; n++) flooding.send({ type: 'ping', ref: `${n}` });
  expect(await flooding.next('error')).toMatchObject({ code: 'rate.limited', retryable: true });
  const { code, reason } = await flooding.closed;
  expect(code).toBe(4429);
  expect(reason).toMatch(/^retryAfter=\d+$/);
  expect(await quiet.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
  quiet.close();
});
