import { afterEach, expect, test } from 'bun:test';
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import { createParley, type Parley } from '../parley.ts';
import { createPrng } from '../sim/prng.ts';
import { createSimPeople } from '../sim/sim-people.ts';
import { makeToken } from '../sim/sim-token.ts';
import { indexedDbStore } from '../store/indexeddb.ts';
import { webLocks } from './locks.ts';

/** The Web Locks of a browser, as far as they are used here: exclusive, first come, first served, given up by an abort. */
function fakeLockManager(): LockManager {
  const last = new Map<string, Promise<unknown>>();
  const request = async (name: string, ...rest: unknown[]): Promise<unknown> => {
    const [options, task] = (rest.length === 2 ? rest : [{}, rest[0]]) as [{ signal?: AbortSignal }, () => Promise<unknown>];
    const before = last.get(name) ?? Promise.resolve();
    const turn = before.then(() => {
      options.signal?.throwIfAborted();
      return task();
    });
    last.set(
      name,
      turn.catch(() => undefined),
    );
    return await turn;
  };
  return { request, query: async () => ({ held: [], pending: [] }) } as unknown as LockManager;
}

const open: Parley[] = [];
afterEach(async () => {
  for (const tab of open.splice(0)) await tab.stop();
  Reflect.deleteProperty(globalThis.navigator, 'locks');
});

/** Resolves when `holds`, looked at whenever real time lets the database and the channels work. */
async function eventually(pass: () => Promise<void>, holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) {
    if (holds()) return;
    await pass();
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it never came true');
}

test('tabs of one browser share one connection, and another takes over when the first goes', async () => {
  Object.defineProperty(globalThis.navigator, 'locks', { configurable: true, value: fakeLockManager() });
  const { world, server, network, person } = createSimPeople();
  const chat = server.createChat('direct', ['ada', 'bob']);
  const bob = await person('bob');
  open.push(bob);
  const database = { indexedDB: new IDBFactory(), IDBKeyRange };
  const name = `tabs-${crypto.randomUUID()}`;
  let sockets = 0;
  const tab = async (number: number): Promise<Parley> => {
    const store = indexedDbStore(name, database);
    const transport = network.transportOf(`tab ${number}`, () => true);
    const parley = createParley({
      baseUrl: 'http://sim',
      storage: store,
      clock: world.clock(),
      random: createPrng(`tab ${number}`),
      transport: {
        ...transport,
        connect: (...args) => {
          sockets++;
          return transport.connect(...args);
        },
      },
    });
    await parley.start();
    open.push(parley);
    return parley;
  };
  const setUp = indexedDbStore(name, database);
  await setUp.write(async (tx) => {
    await tx.setMeta('owner', 'ada');
    await tx.setMeta('session', {
      userId: 'ada',
      sessionId: 'ada',
      ...makeToken('ada', world.now()),
      refreshToken: 'ada|ada',
      expiresAt: world.now() + 40_000,
      user: { id: 'ada', displayName: 'ada' },
    });
  });
  await setUp.close();

  const first = await tab(1);
  const second = await tab(2);
  const pass = () => world.pass(20);
  const textsIn = (parley: Parley) =>
    parley.views
      .conversation(chat.id)
      .snapshot()
      .messages.map(({ content }) => (content.type === 'text' ? content.text : ''));
  for (const parley of [first, second]) {
    parley.views.conversation(chat.id).subscribe(() => undefined);
    parley.views.connection().subscribe(() => undefined);
  }
  await eventually(pass, () => [first, second].every((parley) => parley.views.connection().snapshot().state === 'online'));
  expect(sockets).toBe(1);

  // A message written in the tab without the connection leaves through the other; the answer shows in both.
  await second.messages.send({ chatId: chat.id, content: 'from the second tab' });
  await bob.messages.send({ chatId: chat.id, content: 'for both' });
  await eventually(pass, () =>
    [first, second].every(
      (parley) =>
        textsIn(parley).length === 2 &&
        parley.views
          .conversation(chat.id)
          .snapshot()
          .messages.every(({ status }) => status !== 'pending'),
    ),
  );
  expect(textsIn(first)).toEqual(textsIn(second));
  expect(server.chats.get(chat.id)?.messages.length).toBe(2);

  await first.stop();
  open.splice(open.indexOf(first), 1);
  await bob.messages.send({ chatId: chat.id, content: 'after the first has gone' });
  await eventually(pass, () => textsIn(second).includes('after the first has gone'));
  expect(sockets).toBe(2);
});

test('a lock that is waited for can be given up', async () => {
  const locks = webLocks(fakeLockManager());
  const began: string[] = [];
  const resign = locks.lead('x', () => began.push('first'));
  const giveUp = locks.lead('x', () => began.push('second'));
  locks.lead('x', () => began.push('third'));
  await new Promise((resolve) => setImmediate(resolve));
  giveUp();
  resign();
  await new Promise((resolve) => setImmediate(resolve));
  expect(began).toEqual(['first', 'third']);
});
