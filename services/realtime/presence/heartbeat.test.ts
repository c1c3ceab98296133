import { expect, test } from 'bun:test';
import type { Plain } from '@parley/kernel/contract';
import type { HeartbeatRequest } from '@parley/proto/parley/presence/v1/presence_pb';
import { fail } from '@parley/protocol/errors';
import { manualClock } from '@parley/testkit/manual-clock';
import { silentLogger } from '@parley/testkit/test-logger';
import { createHeartbeat } from './heartbeat.ts';

type Said = Plain<HeartbeatRequest>;

const INTERVAL = 10_000;

/** A node that people connect to, and a presence service that the test plays. */
function start() {
  const clock = manualClock();
  const said: Said[] = [];
  const here = new Set<string>();
  const bed = {
    epoch: 'first',
    lapsed: new Set<string>(),
    away: false,
    doubts: 0,
    alone: new Set<string>(),
    told: [] as string[],
  };
  const heartbeat = createHeartbeat({
    presence: {
      async heartbeat(request) {
        if (bed.away) throw fail('cache.unavailable');
        said.push(request);
        return {
          lapsed: bed.lapsed.has(request.nodeId),
          epoch: bed.epoch,
          alone: request.online.filter((id) => bed.alone.has(id)),
        };
      },
    },
    clock,
    logger: silentLogger,
    nodeId: 'n',
    intervalMs: INTERVAL,
    connected: () => here,
    isConnected: (userId) => here.has(userId),
    onNaming: (userIds) => bed.told.push(`naming ${userIds.join()}`),
    onNamed: (userIds, alone) => bed.told.push(`${userIds.join()} alone ${[...alone].join()}`),
    onDoubt: () => {
      bed.doubts += 1;
    },
  });
  const come = (userId: string) => {
    here.add(userId);
    heartbeat.changed(userId, true);
  };
  const go = (userId: string) => {
    here.delete(userId);
    heartbeat.changed(userId, false);
  };
  /** Lets time pass, and what that starts be answered. */
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const take = () => said.splice(0);
  return { bed, clock, heartbeat, here, come, go, pass, take };
}

test('a node registers as soon as it starts, and lives by bare signs', async () => {
  const { heartbeat, pass, take } = start();
  heartbeat.start();
  await pass(0);
  expect(take()).toEqual([{ nodeId: 'n.0', online: [], offline: [] }]);
  await pass(INTERVAL);
  expect(take()).toEqual([{ nodeId: 'n.0', online: [], offline: [], epoch: 'first' }]);
});

test('who comes and goes is told together, and not again with every sign', async () => {
  const { heartbeat, come, go, pass, take } = start();
  heartbeat.start();
  await pass(0);
  take();
  come('a');
  come('b');
  come('c');
  go('c');
  await pass(200);
  expect(take()).toEqual([{ nodeId: 'n.0', online: ['a', 'b'], offline: ['c'], epoch: 'first' }]);
  await pass(200);
  expect(take()).toEqual([]);
});

test('who is at no other node is told to whoever wants to know, and that they are asked about before', async () => {
  const { bed, heartbeat, come, pass } = start();
  heartbeat.start();
  await pass(0);
  bed.told.splice(0);
  bed.alone.add('a');
  come('a');
  come('b');
  await pass(200);
  expect(bed.told).toEqual(['naming a,b', 'a,b alone a']);
  bed.away = true;
  come('c');
  await pass(200);
  expect(bed.told.splice(2)).toEqual(['naming c']);
});

test('everybody is named again in the long run, a few at a time', async () => {
  const { heartbeat, here, pass, take } = start();
  heartbeat.start();
  for (let n = 0; n < 1_000; n += 1) here.add(`p${n}`);
  await pass(0);
  take();
  const beats: number[] = [];
  const named = new Set<string>();
  for (let passed = 0; passed < 40 * 60_000; passed += INTERVAL) {
    await pass(INTERVAL);
    const people = take().flatMap(({ online }) => online);
    beats.push(people.length);
    for (const userId of people) named.add(userId);
  }
  expect(named.size).toBe(1_000);
  expect(Math.max(...beats)).toBeLessThanOrEqual(5);
});

test('who left meanwhile is not named again', async () => {
  const { heartbeat, come, go, pass, take } = start();
  heartbeat.start();
  come('a');
  come('b');
  await pass(INTERVAL);
  go('a');
  await pass(200);
  take();
  await pass(INTERVAL);
  await pass(INTERVAL);
  expect(take().flatMap(({ online }) => online)).not.toContain('a');
});

test('what could not be said is said later, the last word of each', async () => {
  const { bed, heartbeat, come, go, pass, take } = start();
  heartbeat.start();
  await pass(0);
  take();
  bed.away = true;
  come('a');
  come('b');
  await pass(200);
  go('a');
  await pass(200);
  bed.away = false;
  await pass(INTERVAL);
  expect(take()).toEqual([{ nodeId: 'n.0', online: ['b'], offline: ['a'], epoch: 'first' }]);
  expect(bed.doubts).toBe(1);
});

test('a registration that lapsed is left for another, with everybody, in pages', async () => {
  const { bed, heartbeat, here, pass, take } = start();
  heartbeat.start();
  await pass(0);
  for (let n = 0; n < 1_200; n += 1) here.add(`p${n}`);
  take();
  bed.lapsed.add('n.0');
  bed.epoch = 'second';
  await pass(INTERVAL);
  const [bare, ...pages] = take();
  expect(bare?.nodeId).toBe('n.0');
  expect(pages.map(({ nodeId, epoch, online }) => [nodeId, epoch, online.length])).toEqual([
    ['n.1', undefined, 500],
    ['n.1', 'second', 500],
    ['n.1', 'second', 200],
  ]);
  expect(new Set(pages.flatMap(({ online }) => online))).toEqual(here);
  expect(bed.doubts).toBe(1);
});

test('a service that takes no registration is asked at the next sign, not in a circle', async () => {
  const { bed, heartbeat, pass, take } = start();
  bed.lapsed.add('n.0');
  heartbeat.start();
  await pass(0);
  expect(take()).toHaveLength(1);
  await pass(INTERVAL);
  expect(take()).toHaveLength(1);
});

test('at the end it says who left, and leaves no timer behind', async () => {
  const { heartbeat, clock, come, go, pass, take } = start();
  heartbeat.start();
  come('a');
  await pass(200);
  take();
  go('a');
  await heartbeat.stop();
  expect(take()).toEqual([{ nodeId: 'n.0', online: [], offline: ['a'], epoch: 'first' }]);
  await pass(INTERVAL);
  expect(take()).toEqual([]);
  expect(clock.pending).toBe(0);
});
