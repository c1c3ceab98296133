import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test';
import type { NatsConnection } from '@nats-io/transport-node';
import { engineAtHand } from '@parley/engines/engine-at-hand';
import { systemClock } from '@parley/kernel/clock';
import { silentLogger } from '@parley/testkit/test-logger';
import { liveConformance } from './live.conformance.ts';
import type { LiveMessage } from './live.ts';
import { connectNats, type NatsLink } from './nats-connection.ts';
import { type NatsLive, natsLive } from './nats-live.ts';
import { startTestNats, type TestNats } from './testing/nats-server.ts';

const atHand = await engineAtHand('nats');
let server: TestNats;

interface Node {
  readonly link: NatsLink;
  readonly live: NatsLive;
  /** What was seen of `live.chat.1`. */
  readonly seen: LiveMessage[];
  /** What `connected()` was at each gap. */
  readonly gaps: boolean[];
  /** Resolves when there have been so many gaps. */
  gapped(count: number): Promise<void>;
}

let nodes: Node[] = [];
afterEach(async () => {
  for (const { live } of nodes) live.close();
  await Promise.all(nodes.map(({ link }) => link.close()));
  nodes = [];
});

const frame = (text: string): LiveMessage => ({ kind: 'frame', frame: text });

function startNode(prefix = '', over = (whole: NatsLink): NatsLink => whole): Node {
  const link = over(connectNats({ servers: [server.url], name: 'test' }, { clock: systemClock, logger: silentLogger }));
  const live = natsLive(link, { clock: systemClock, logger: silentLogger, prefix, onHandlerError: rethrow });
  const [seen, gaps]: [LiveMessage[], boolean[]] = [[], []];
  let waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  live.subscribe('live.chat.1', (message) => seen.push(message));
  live.onGap(() => {
    gaps.push(live.connected());
    for (const waiter of waiters) if (gaps.length >= waiter.count) waiter.resolve();
    waiters = waiters.filter(({ count }) => gaps.length < count);
  });
  const node: Node = {
    ...{ link, live, seen, gaps },
    async gapped(count) {
      if (gaps.length >= count) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiters.push({ count, resolve });
      await promise;
    },
  };
  nodes.push(node);
  return node;
}

/** A link that can be lost by itself, while the server and the others stay. */
function severable() {
  const [ups, downs] = [new Set<(connection: NatsConnection) => void>(), new Set<() => void>()];
  let whole: NatsLink | undefined;
  let severed = false;
  return {
    over(link: NatsLink): NatsLink {
      whole = link;
      return {
        ...link,
        current: () => (severed ? undefined : link.current()),
        onUp(handler) {
          ups.add(handler);
          return link.onUp(handler);
        },
        onDown(handler) {
          downs.add(handler);
          return link.onDown(handler);
        },
      };
    },
    sever() {
      severed = true;
      for (const handler of downs) handler();
    },
    mend() {
      severed = false;
      const connection = whole?.current();
      if (connection !== undefined) for (const handler of ups) handler(connection);
    },
  };
}

function rethrow(error: unknown): void {
  throw error;
}

/** Resolves when what was published to any of them until now has been handed out. */
async function settle(...parts: readonly Node[]): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await Promise.resolve();
    for (const { link } of parts) await link.current()?.flush();
  }
}

describe.skipIf(!atHand)('on a NATS server', () => {
  beforeAll(async () => {
    server = await startTestNats();
  });
  afterAll(() => server.close());

  liveConformance('core NATS', async () => {
    const [here, there] = [startNode(), startNode()];
    await Promise.all([here.gapped(1), there.gapped(1)]);
    return { here: here.live, there: there.live, settle: () => settle(here, there), close: async () => undefined };
  });

  test('a process may start before its server, and is told when the live path stands', async () => {
    await server.kill();
    const node = startNode();
    node.live.publish('live.chat.1', frame('nobody hears it'));
    expect([node.live.connected(), node.link.problem() === undefined]).toEqual([false, false]);
    await server.start();
    await node.gapped(1);
    expect([node.gaps[0], node.live.connected(), node.live.dropped()]).toEqual([true, true, 1]);
    node.live.publish('live.chat.1', frame('x'));
    await settle(node);
    expect(node.seen).toEqual([frame('x')]);
  });

  test('a restart of the server is a gap when it goes and when it is back, and subscriptions survive it', async () => {
    const [here, there] = [startNode(), startNode()];
    await Promise.all([here.gapped(1), there.gapped(1)]);
    await server.kill();
    await Promise.all([here.gapped(2), there.gapped(2)]);
    expect([here.live.connected(), there.live.connected()]).toEqual([false, false]);
    here.live.publish('live.chat.1', frame('lost'));
    await server.start();
    await Promise.all([here.gapped(3), there.gapped(3)]);
    here.live.publish('live.chat.1', frame('found'));
    await settle(here, there);
    expect(there.seen).toEqual([frame('found')]);
    expect(here.seen).toEqual([frame('found')]);
    expect([here.gaps.slice(0, 3), there.gaps.slice(0, 3)]).toEqual([
      [true, false, true],
      [true, false, true],
    ]);
  });

  test('a node that published without a connection lets the others know that they missed something', async () => {
    const there = startNode();
    const cut = severable();
    const here = startNode('', cut.over);
    await Promise.all([here.gapped(1), there.gapped(1)]);
    cut.sever();
    expect(here.gaps).toEqual([true, false]);
    here.live.publish('live.chat.1', frame('lost'));
    cut.mend();
    await here.gapped(3);
    await there.gapped(2);
    expect([there.gaps, there.seen]).toEqual([[true, true], []]);
  });

  test('a server that stops answering is noticed, and used again when it goes on', async () => {
    const node = startNode();
    await node.gapped(1);
    const from = performance.now();
    server.pause();
    await node.gapped(2);
    const noticed = performance.now() - from;
    expect(node.live.connected()).toBe(false);
    server.resume();
    await node.gapped(3);
    expect(node.live.connected()).toBe(true);
    node.live.publish('live.chat.1', frame('x'));
    await settle(node);
    expect(node.seen).toEqual([frame('x')]);
    expect(noticed).toBeLessThan(8_000);
  }, 20_000);

  test('prefixes keep installations apart', async () => {
    const [ours, theirs] = [startNode('ours.'), startNode('theirs.')];
    await Promise.all([ours.gapped(1), theirs.gapped(1)]);
    ours.live.publish('live.chat.1', frame('x'));
    await settle(ours, theirs);
    expect([ours.seen.length, theirs.seen.length]).toEqual([1, 0]);
  });

  test('what is published in one go to a subject travels as one message, in order, whatever it holds', async () => {
    const [here, there] = [startNode(), startNode()];
    await Promise.all([here.gapped(1), there.gapped(1)]);
    const before = here.link.stats().outMsgs;
    const messages: LiveMessage[] = [
      frame('{"a":1}'),
      { kind: 'frame', frame: '{}', exceptConnection: 'c' },
      { kind: 'chat.changed', chatId: 'é' },
    ];
    for (const message of messages) here.live.publish('live.chat.1', message);
    await settle(here, there);
    expect(here.link.stats().outMsgs - before).toBe(1);
    const awkward: LiveMessage[] = [frame('one'), frame('two\nlines'), frame('x'.repeat(200_000)), frame('last')];
    for (const message of awkward) here.live.publish('live.chat.1', message);
    await settle(here, there);
    expect(there.seen).toEqual([...messages, ...awkward]);
  });

  test('a message beyond what the server takes is dropped, and the next ones go through', async () => {
    const node = startNode();
    await node.gapped(1);
    node.live.publish('live.chat.1', frame('x'.repeat(2 * 1024 * 1024)));
    await settle(node);
    node.live.publish('live.chat.1', frame('x'));
    await settle(node);
    expect([node.seen, node.live.dropped()]).toEqual([[frame('x')], 1]);
  });

  test('the last handler that leaves ends the subscription at the server', async () => {
    const node = startNode();
    await node.gapped(1);
    const stops = [node.live.subscribe('live.user.1', () => {}), node.live.subscribe('live.user.1', () => {})];
    expect(node.live.subjects()).toBe(2);
    for (const stop of stops) stop();
    expect(node.live.subjects()).toBe(1);
  });
});
