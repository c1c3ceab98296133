import { expect, test } from 'bun:test';
import type { Session } from '@parley/protocol/session';
import { createWorld } from '../sim/world.ts';
import { memoryStore } from '../store/memory.ts';
import { soleLocks } from '../tabs/locks.ts';
import { ParleyError } from './error.ts';
import { createSessionKeeper } from './session-keeper.ts';

const session = (number: number): Session => ({
  accessToken: `a${number}`,
  refreshToken: `r${number}`,
  expiresIn: 900,
  sessionId: 's',
  user: { id: 'u', displayName: 'U' },
  isNewUser: false,
});

function setUp(answer: (refreshToken: string) => Session = () => session(2)) {
  const world = createWorld();
  const store = memoryStore();
  const asked: string[] = [];
  const ended: string[] = [];
  const context = {
    store,
    clock: world.clock(),
    locks: soleLocks(),
    http: {
      async call<T>(_method: string, _path: string, body?: unknown) {
        const { refreshToken } = body as { refreshToken: string };
        asked.push(refreshToken);
        return answer(refreshToken) as T;
      },
    },
    onEnded: async () => void ended.push('ended'),
  };
  // Two tabs: one store, one set of locks.
  return { world, store, asked, ended, keeper: createSessionKeeper(context), otherTab: createSessionKeeper(context) };
}

test('a good token is given as it is', async () => {
  const { keeper, asked } = setUp();
  await keeper.keep(session(1));
  expect(await keeper.token()).toBe('a1');
  expect(asked).toEqual([]);
});

test('one that is about to expire is replaced, once for all tabs', async () => {
  const { world, keeper, otherTab, asked } = setUp();
  await keeper.keep(session(1));
  await world.pass(880_000);
  expect(await Promise.all([keeper.token(), otherTab.token(), keeper.token()])).toEqual(['a2', 'a2', 'a2']);
  expect(asked).toEqual(['r1']);
});

test('one that the server refused is replaced, however good it looks, and not twice', async () => {
  const { keeper, otherTab, asked } = setUp();
  await keeper.keep(session(1));
  expect(await Promise.all([keeper.token('a1'), otherTab.token('a1')])).toEqual(['a2', 'a2']);
  expect(asked).toEqual(['r1']);
});

test('a session that the server has ended is over', async () => {
  const { keeper, ended } = setUp(() => {
    throw new ParleyError('auth.refresh_invalid', 'no', { status: 401 });
  });
  await keeper.keep(session(1));
  expect(await keeper.token('a1').catch((error: ParleyError) => error.code)).toBe('auth.refresh_invalid');
  expect(ended).toEqual(['ended']);
});

test('without a network the session stays', async () => {
  const { keeper, ended } = setUp(() => {
    throw new ParleyError('network.unreachable', 'no', { retryable: true });
  });
  await keeper.keep(session(1));
  expect(await keeper.token('a1').catch((error: ParleyError) => error.code)).toBe('network.unreachable');
  expect(ended).toEqual([]);
});

test('nobody signed in has no token', async () => {
  expect(
    await setUp()
      .keeper.token()
      .catch((error: ParleyError) => error.status),
  ).toBe(401);
});
