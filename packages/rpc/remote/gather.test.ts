import { expect, test } from 'bun:test';
import type { Call } from '@parley/kernel/call';
import { manualClock } from '@parley/testkit/manual-clock';
import { gatherBatches } from './gather.ts';
import type { SplitRoute } from './routing.ts';

const route: SplitRoute = {
  kind: 'split',
  items: (request) => request as unknown[],
  partitionOf: () => 0,
  part: (items) => items,
  weightOf: (item) => (item as string).length,
  share: (answer, from, count) => (answer as unknown[]).slice(from, from + count),
  merge: () => undefined,
};
const realtime: Call = { caller: { kind: 'service', name: 'realtime' }, requestId: 'r' };
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function stage() {
  const clock = manualClock();
  const sent: { items: unknown[]; call: Call; answer: (failure?: Error) => void }[] = [];
  const gather = gatherBatches(route, clock, (request, call) => {
    const items = request as string[];
    return new Promise((resolve, reject) => {
      sent.push({ items, call, answer: (failure) => (failure ? reject(failure) : resolve(items.map((item) => `${item}!`))) });
    });
  });
  const send = (...items: string[]) => gather(items, realtime, undefined, 0);
  return { clock, sent, gather, send, items: () => sent.map((call) => call.items) };
}

test('batches of one turn share a call, and each gets the answers to its own items', async () => {
  const { sent, send, items } = stage();
  const answers = Promise.all([send('a', 'b'), send('c')]);
  await turn();
  expect(items()).toEqual([['a', 'b', 'c']]);
  sent[0]?.answer();
  expect(await answers).toEqual([['a!', 'b!'], ['c!']]);
});

test('what comes while two calls are under way waits for the first that ends, or for a hundred milliseconds', async () => {
  const { clock, sent, send, items } = stage();
  const answers: Promise<unknown>[] = [];
  for (const item of ['a', 'b', 'c', 'd']) {
    answers.push(send(item));
    await turn();
  }
  expect(items()).toEqual([['a'], ['b']]);
  sent[1]?.answer();
  await turn();
  expect(items()).toEqual([['a'], ['b'], ['c', 'd']]);
  answers.push(send('e'));
  await turn();
  clock.advance(99);
  expect(items()).toHaveLength(3);
  clock.advance(1);
  expect(items().at(-1)).toEqual(['e']);
  for (const call of sent) call.answer();
  expect(await Promise.all(answers)).toEqual([['a!'], ['b!'], ['c!'], ['d!'], ['e!']]);
  expect(clock.pending).toBe(0);
});

test('beside a large call no other is made: what comes waits until all is answered', async () => {
  const { sent, send, items } = stage();
  const large = Array.from({ length: 128 }, (_, i) => `${i}`);
  const answers = [send(...large)];
  await turn();
  answers.push(send('a'));
  await turn();
  answers.push(send('b'));
  await turn();
  expect(items()).toEqual([large]);
  sent[0]?.answer();
  await turn();
  expect(items()).toEqual([large, ['a', 'b']]);
  sent[1]?.answer();
  expect((await Promise.all(answers)).slice(1)).toEqual([['a!'], ['b!']]);
});

test('a call that fails fails for all that share it, and for nobody else', async () => {
  const { sent, send } = stage();
  const lost = [send('a').catch(() => 'lost'), send('b').catch(() => 'lost')];
  await turn();
  const kept = send('c');
  await turn();
  sent[0]?.answer(new Error('gone'));
  sent[1]?.answer();
  expect([...(await Promise.all(lost)), await kept]).toEqual(['lost', 'lost', ['c!']]);
});

test('a call has no more than 512 items or a million characters, but one batch is never divided', async () => {
  const { send, items } = stage();
  for (const batch of [Array<string>(300).fill('x'), Array<string>(300).fill('x'), ['y'.repeat(2_000_000)], ['z']]) {
    send(...batch).catch(() => undefined);
  }
  await turn();
  expect(items().map(({ length }) => length)).toEqual([300, 300, 1, 1]);
});

test('the calls of one caller share nothing with another’s; those of people go alone', async () => {
  const { gather, items } = stage();
  const person: Call = { caller: { kind: 'user', userId: 'u', sessionId: 's' }, requestId: 'r' };
  for (const call of [realtime, { ...realtime, caller: { kind: 'service', name: 'gateway' } } as Call, person, person]) {
    gather(['a'], call, undefined, 0).catch(() => undefined);
  }
  await turn();
  expect(items()).toHaveLength(4);
});
