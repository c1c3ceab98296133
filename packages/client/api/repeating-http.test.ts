import { expect, test } from 'bun:test';
import { createWorld } from '../sim/world.ts';
import { ParleyError } from './error.ts';
import { repeatingHttp } from './repeating-http.ts';

const unavailable = new ParleyError('internal.unavailable', '', { status: 503, retryable: true });
const unreachable = new ParleyError('network.unreachable', '', { retryable: true });
const notFound = new ParleyError('chat.not_found', '', { status: 404 });

/** A server that gives these answers, the last one from then on. */
function setUp(...answers: (ParleyError | string)[]) {
  const world = createWorld();
  const asked: { readonly body: unknown; readonly at: number }[] = [];
  const from = world.now();
  const http = repeatingHttp(
    {
      async call<T>(_method: string, _path: string, body?: unknown): Promise<T> {
        const answer = answers[Math.min(asked.length, answers.length - 1)];
        asked.push({ body, at: world.now() - from });
        if (answer instanceof ParleyError) throw answer;
        return answer as T;
      },
    },
    { clock: world.clock(), random: { fraction: () => 0.5, uuid: () => '' } },
  );
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    let outcome: unknown = 'nothing';
    const done = http.call(method, path, body).then(
      (answer) => (outcome = answer),
      (error: ParleyError) => (outcome = error.code),
    );
    await world.pass(60_000);
    await done;
    return outcome;
  }
  return { asked, call };
}

test('a server that is being replaced is waited for, ever longer', async () => {
  const { asked, call } = setUp(unavailable, unreachable, unavailable, 'there');
  expect(await call('GET', '/chats')).toBe('there');
  expect(asked.map(({ at }) => at)).toEqual([0, 187.5, 562.5, 1312.5]);
});

test('one that does not come back is told of after some ten seconds, and after three when nothing answers at all', async () => {
  const replaced = setUp(unavailable);
  expect(await replaced.call('PUT', '/messages/m/star')).toBe('internal.unavailable');
  expect(replaced.asked.at(-1)?.at).toBe(9_562.5);
  const silent = setUp(unreachable);
  expect(await silent.call('GET', '/chats')).toBe('network.unreachable');
  expect(silent.asked.at(-1)?.at).toBe(2_812.5);
});

test.each([
  ['POST', '/chats', { type: 'group', title: 'Once', memberIds: [] }],
  ['POST', '/auth/register', { username: 'ada' }],
  ['POST', '/auth/otp', { phone: '+4915112345678' }],
  ['POST', '/auth/otp/verify', { code: '123456' }],
  ['POST', '/messages', { clientMsgId: 'x' }],
])('%s %s %p could be done twice, and is not repeated', async (method, path, body) => {
  const { asked, call } = setUp(unavailable, 'there');
  expect(await call(method, path, body)).toBe('internal.unavailable');
  expect(asked).toHaveLength(1);
});

test.each([
  ['POST', '/chats', { type: 'group', title: 'Once', memberIds: [], idempotencyKey: 'k' }],
  ['POST', '/chats', { type: 'direct', userId: 'u' }],
  ['POST', '/auth/refresh', { refreshToken: 'r' }],
  ['POST', '/chats/c/members', { userIds: ['u'] }],
  ['PATCH', '/users/me', { about: 'x' }],
])('%s %s %p can only be done once, and is repeated as it is', async (method, path, body) => {
  const { asked, call } = setUp(unreachable, 'there');
  expect(await call(method, path, body)).toBe('there');
  expect(asked.map((request) => request.body)).toEqual([body, body]);
});

test('what the server refuses for good is not repeated', async () => {
  const { asked, call } = setUp(notFound);
  expect(await call('GET', '/chats/c')).toBe('chat.not_found');
  expect(asked).toHaveLength(1);
});

test('a deletion that was answered unheard has been done', async () => {
  expect(await setUp(unreachable, notFound).call('DELETE', '/chats/c/members/u')).toBeUndefined();
  expect(await setUp(notFound).call('DELETE', '/chats/c/members/u')).toBe('chat.not_found');
});
