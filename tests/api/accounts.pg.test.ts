import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import type { Problem } from '@parley/protocol/problem';
import type { Challenge, Session, SessionInfo } from '@parley/protocol/session';
import { type Answer, request } from '@parley/testkit/rest';
import { newPerson, newPhone, type Person, personOf } from '../support/person.ts';
import { startServer, TEST_TIMEOUT, type TestServer } from '../support/server.ts';

setDefaultTimeout(TEST_TIMEOUT);
let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

async function post<T>(path: string, body: unknown): Promise<Answer<T>> {
  const answer = await request<T>(server.url, 'POST', path, { body });
  server.contract.checkAnswer('POST', path, answer.status, answer.headers.get('content-type'), answer.body);
  return answer;
}

/** A refusal as `401 auth.code_invalid`. */
async function refusal(path: string, body: unknown): Promise<string> {
  const { status, body: problem } = await post<Problem>(path, body);
  return `${status} ${problem.code}`;
}

const requestCode = async (phone: string) => (await post<Challenge & { code: string }>('/auth/otp', { phone })).body;
const wrong = (code: string, n = 1) => String((Number(code) + n) % 1_000_000).padStart(6, '0');
let names = 0;
const newName = () => `person_${names++}`;
const register = async (username = newName()) =>
  (await post<Session>('/auth/register', { username, password: 'correct horse battery', displayName: 'Ann' })).body;
const statusOf = async (token: string) => (await request<Problem>(server.url, 'GET', '/users/me', { token })).status;

/** Ms in which every door of the system knows that a session has ended: one process knows with the answer, the gateways of a cluster soon after. */
const KNOWN_WITHIN = process.env['PARLEY_TEST_TOPOLOGY'] === 'cluster' ? 1_000 : 0;

/** What somebody is answered whose session was ended just now. */
async function answerOnceEnded({ session }: Person): Promise<string> {
  const until = performance.now() + KNOWN_WITHIN;
  for (;;) {
    const { status, body } = await request<Problem>(server.url, 'GET', '/users/me', { token: session.accessToken });
    if (status !== 200 || performance.now() >= until) return `${status} ${body.code}`;
  }
}

describe('signing in with a code', () => {
  test('makes an account the first time and finds it again', async () => {
    const phone = newPhone();
    const first = await requestCode(phone);
    expect(first.code).toMatch(/^\d{6}$/);
    expect(first.expiresIn).toBe(300);
    const { body: session } = await post<Session>('/auth/otp/verify', { ...first, device: { name: 'Phone', platform: 'ios' } });
    expect(session).toMatchObject({ isNewUser: true, user: { phone } });
    const { body: again } = await post<Session>('/auth/otp/verify', await requestCode(phone));
    expect(again).toMatchObject({ isNewUser: false, user: { id: session.user.id } });
    expect(again.sessionId).not.toBe(session.sessionId);
  });

  test('takes a national number with its country', async () => {
    const { status, body } = await post<Challenge>('/auth/otp', { phone: '0170 7654321', country: 'DE' });
    expect(status).toBe(202);
    const { body: session } = await post<Session>('/auth/otp/verify', body);
    expect(session.user.phone).toBe('+491707654321');
  });

  test('refuses what is no phone number', async () => {
    for (const phone of ['12', '+49', 'hello', '+4917612345678901234'])
      expect(await refusal('/auth/otp', { phone })).toBe('400 auth.phone_invalid');
  });

  test('takes five wrong codes, then not even the right one', async () => {
    const { challengeId, code } = await requestCode(newPhone());
    const answers = [];
    for (let n = 1; n <= 5; n++) answers.push(await refusal('/auth/otp/verify', { challengeId, code: wrong(code, n) }));
    expect(new Set(answers.slice(0, 4))).toEqual(new Set(['401 auth.code_invalid']));
    expect(await refusal('/auth/otp/verify', { challengeId, code })).toBe('429 auth.code_attempts_exceeded');
  });

  test('lets nobody guess more often by guessing all at once', async () => {
    const { challengeId, code } = await requestCode(newPhone());
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => refusal('/auth/otp/verify', { challengeId, code: wrong(code, n + 1) })),
    );
    expect(await refusal('/auth/otp/verify', { challengeId, code })).toBe('429 auth.code_attempts_exceeded');
  });

  test('takes a code once', async () => {
    const challenge = await requestCode(newPhone());
    const answers = await Promise.all(Array.from({ length: 5 }, () => post('/auth/otp/verify', challenge)));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401, 401, 401, 401]);
  });

  test('refuses a code that a newer one took the place of, one of another phone, and a challenge that never was', async () => {
    const phone = newPhone();
    const old = await requestCode(phone);
    const fresh = await requestCode(phone);
    const other = await requestCode(newPhone());
    expect(await refusal('/auth/otp/verify', old)).toBe('401 auth.code_invalid');
    if (other.code !== fresh.code) {
      expect(await refusal('/auth/otp/verify', { challengeId: fresh.challengeId, code: other.code })).toBe(
        '401 auth.code_invalid',
      );
    }
    for (const challengeId of [crypto.randomUUID(), 'never', '../../etc/passwd']) {
      expect(await refusal('/auth/otp/verify', { challengeId, code: '123456' })).toBe('401 auth.code_invalid');
    }
  });
});

describe('signing in with a password', () => {
  test('after registering, whatever the case of the name', async () => {
    const username = newName();
    const session = await register(username);
    expect(session).toMatchObject({ isNewUser: true, user: { username, displayName: 'Ann' } });
    const { status, body } = await post<Session>('/auth/login', {
      login: username.toUpperCase(),
      password: 'correct horse battery',
    });
    expect([status, body.user.id, body.isNewUser]).toEqual([200, session.user.id, false]);
  });

  test('is refused alike for a wrong password and an unknown name', async () => {
    const username = newName();
    await register(username);
    const { body: known } = await post<Problem>('/auth/login', { login: username, password: 'wrong horse' });
    const { body: unknown } = await post<Problem>('/auth/login', { login: 'nobody_here', password: 'wrong horse' });
    expect(known.code).toBe('auth.credentials_invalid');
    expect({ ...known, requestId: '' }).toEqual({ ...unknown, requestId: '' });
  });

  test('is not possible with a name that is taken, a short password or an odd name', async () => {
    const username = newName();
    await register(username);
    const body = { username: username.toUpperCase(), password: 'correct horse battery', displayName: 'Bob' };
    expect(await refusal('/auth/register', body)).toMatch(/^409 (auth|user)\.username_taken$/);
    expect(await refusal('/auth/register', { ...body, username: newName(), password: 'short' })).toBe('400 auth.password_weak');
    for (const odd of ['ab', 'a b c', '<script>', 'ünö', 'x'.repeat(33)]) {
      expect(await refusal('/auth/register', { ...body, username: odd })).toBe('400 request.invalid');
    }
  });

  test('belongs to one of eight who want the same name at once', async () => {
    const body = { username: newName(), password: 'correct horse battery', displayName: 'Ann' };
    const statuses = (await Promise.all(Array.from({ length: 8 }, () => post('/auth/register', body)))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 201)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(7);
  });
});

describe('refreshing', () => {
  test('renews both tokens', async () => {
    const first = await register();
    const { status, body: second } = await post<Session>('/auth/refresh', { refreshToken: first.refreshToken });
    expect([status, second.sessionId, second.user.id]).toEqual([200, first.sessionId, first.user.id]);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(await statusOf(second.accessToken)).toBe(200);
  });

  test('with a token that was used before ends the session, also on its live connection', async () => {
    const first = await register();
    const { body: second } = await post<Session>('/auth/refresh', { refreshToken: first.refreshToken });
    // Until now the answer might have been lost and the first one be repeated.
    const { body: third } = await post<Session>('/auth/refresh', { refreshToken: second.refreshToken });
    const socket = await personOf(server, '', third).connect();
    const from = performance.now();
    expect(await refusal('/auth/refresh', { refreshToken: first.refreshToken })).toBe('401 auth.refresh_reused');
    expect(await statusOf(second.accessToken)).toBe(401);
    expect(await statusOf(first.accessToken)).toBe(401);
    const { code, at } = await socket.closed;
    expect(code).toBe(4401);
    expect(at - from).toBeLessThan(1_000);
    expect(await refusal('/auth/refresh', { refreshToken: third.refreshToken })).toMatch(/^401 auth\./);
  });

  test('may be repeated when the answer was lost', async () => {
    const first = await register();
    const { body: lost } = await post<Session>('/auth/refresh', { refreshToken: first.refreshToken });
    const { status, body: again } = await post<Session>('/auth/refresh', { refreshToken: first.refreshToken });
    expect([status, again.refreshToken]).toEqual([200, lost.refreshToken]);
    expect(await statusOf(again.accessToken)).toBe(200);
  });

  test('with anything else is refused', async () => {
    const { refreshToken, accessToken } = await register();
    const spoiled = `${refreshToken.slice(0, -2)}${refreshToken.at(-2) === 'A' ? 'B' : 'A'}${refreshToken.at(-1)}`;
    for (const token of ['x', accessToken, refreshToken.slice(1)])
      expect(await refusal('/auth/refresh', { refreshToken: token })).toBe('401 auth.refresh_invalid');
    expect(await refusal('/auth/refresh', { refreshToken: spoiled })).toMatch(/^401 auth\.refresh_/);
  });
});

describe('sessions', () => {
  let phone: Person;
  let laptop: Person;
  let tablet: Person;
  const ids = async (person: Person) =>
    (await person.get<{ items: SessionInfo[] }>('/auth/sessions')).items.map(({ id }) => id).toSorted();

  beforeAll(async () => {
    phone = await newPerson(server);
    laptop = await phone.onAnotherDevice();
    tablet = await phone.onAnotherDevice();
  });

  test('are listed, the own one marked', async () => {
    const { items } = await phone.get<{ items: SessionInfo[] }>('/auth/sessions');
    expect(items.map(({ id }) => id).toSorted()).toEqual(
      [phone, laptop, tablet].map(({ session }) => session.sessionId).toSorted(),
    );
    expect(items.filter(({ current }) => current).map(({ id }) => id)).toEqual([phone.session.sessionId]);
  });

  test('of others can not be ended', async () => {
    const stranger = await newPerson(server);
    expect(await stranger.refused('DELETE', `/auth/sessions/${phone.session.sessionId}`)).toBe('404 auth.session_not_found');
    expect(await statusOf(phone.token)).toBe(200);
  });

  test('are ended one by one: REST refuses at once, the live connection closes within a second, the others stay', async () => {
    const [doomed, spared] = [await laptop.connect(), await phone.connect()];
    const from = performance.now();
    await phone.delete(`/auth/sessions/${laptop.session.sessionId}`);
    expect(await answerOnceEnded(laptop)).toBe('401 auth.session_revoked');
    const { code, at } = await doomed.closed;
    expect(code).toBe(4401);
    expect(at - from).toBeLessThan(1_000);
    expect(await spared.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    expect(await refusal('/auth/refresh', { refreshToken: laptop.session.refreshToken })).toMatch(/^401 auth\./);
    await expect(laptop.connect()).rejects.toThrow('4401');
    expect(await ids(phone)).toEqual([phone, tablet].map(({ session }) => session.sessionId).toSorted());
    spared.close();
  });

  test('are all ended but the own one', async () => {
    const [doomed, spared] = [await tablet.connect(), await phone.connect()];
    await phone.delete('/auth/sessions');
    expect((await doomed.closed).code).toBe(4401);
    expect(await answerOnceEnded(tablet)).toBe('401 auth.session_revoked');
    expect(await spared.ask({ type: 'ping' })).toMatchObject({ type: 'pong' });
    expect(await ids(phone)).toEqual([phone.session.sessionId]);
    spared.close();
  });

  test('end by signing out', async () => {
    const socket = await phone.connect();
    await phone.post('/auth/logout');
    expect((await socket.closed).code).toBe(4401);
    expect(await answerOnceEnded(phone)).toBe('401 auth.session_revoked');
    expect(await refusal('/auth/refresh', { refreshToken: phone.session.refreshToken })).toMatch(/^401 auth\./);
  });
});
