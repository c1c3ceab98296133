import { expect, test } from 'bun:test';
import { memoryLive } from '@parley/bus/memory-live';
import type { Plain } from '@parley/kernel/contract';
import type { Presence } from '@parley/proto/parley/presence/v1/presence_pb';
import { fail } from '@parley/protocol/errors';
import { manualClock } from '@parley/testkit/manual-clock';
import { silentLogger } from '@parley/testkit/test-logger';
import { Connection } from '../connection/connection.ts';
import { createWatching } from './watching.ts';

/** Long enough for nodes to have said who is there. */
const RECHECK = 20_000;

function start() {
  const clock = manualClock();
  const frames: unknown[] = [];
  const write = (_connection: Connection, frame: string) => void frames.push(JSON.parse(frame));
  const bed = { asked: 0, state: { visible: true, online: false } as Omit<Plain<Presence>, 'userId'>, away: false };
  const watching = createWatching({
    live: memoryLive((error) => {
      throw error;
    }),
    writer: { push: write, answer: write, fellBehind() {}, drained() {}, flush() {} },
    presence: {
      async getPresence({ userIds }) {
        bed.asked += 1;
        if (bed.away) throw fail('internal.unavailable');
        return { presences: userIds.map((userId) => ({ userId, ...bed.state })) };
      },
    },
    clock,
    logger: silentLogger,
  });
  const connection = new Connection('c', '192.0.2.1');
  // Only that it is open matters here.
  connection.socket = {} as NonNullable<Connection['socket']>;
  const pass = async (ms: number) => {
    clock.advance(ms);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  const take = () => frames.splice(0);
  return { bed, clock, watching, connection, pass, take };
}

test('what is unknown looks hidden, and is told as soon as it is known', async () => {
  const { bed, watching, connection, pass, take } = start();
  bed.state = { visible: true, online: false, unknown: true };
  await watching.watch(connection, ['a']);
  expect(take()).toEqual([{ type: 'presence.updated', userId: 'a', online: false }]);
  await pass(RECHECK);
  expect(take()).toEqual([]);
  bed.state = { visible: true, online: true };
  await pass(RECHECK);
  expect(take()).toEqual([{ type: 'presence.updated', userId: 'a', online: true }]);
  const { asked } = bed;
  await pass(10 * RECHECK);
  expect(bed.asked).toBe(asked);
});

test('what may be out of date is asked for again, however often that was said', async () => {
  const { bed, watching, connection, pass, take } = start();
  bed.state = { visible: true, online: true };
  await watching.watch(connection, ['a', 'b']);
  take();
  watching.recheck();
  watching.recheck();
  bed.state = { visible: true, online: false, lastSeenAt: 0 };
  await pass(RECHECK);
  const offline = { type: 'presence.updated', online: false, lastSeenAt: '1970-01-01T00:00:00.000Z' };
  expect(take()).toEqual([
    { ...offline, userId: 'a' },
    { ...offline, userId: 'b' },
  ]);
  expect(bed.asked).toBe(2);
});

test('while it cannot be asked again nobody is told anything, and it is tried on', async () => {
  const { bed, watching, connection, pass, take } = start();
  bed.state = { visible: true, online: true };
  await watching.watch(connection, ['a']);
  take();
  bed.away = true;
  watching.recheck();
  await pass(RECHECK);
  expect(take()).toEqual([]);
  bed.away = false;
  await pass(RECHECK);
  expect(take()).toEqual([{ type: 'presence.updated', userId: 'a', online: true }]);
});

test('nothing is asked after the end', async () => {
  const { bed, clock, watching, connection } = start();
  await watching.watch(connection, ['a']);
  watching.recheck();
  watching.stop();
  watching.recheck();
  clock.advance(RECHECK);
  expect(bed.asked).toBe(1);
  expect(clock.pending).toBe(0);
});
