import { expect, test } from 'bun:test';
import { type LiveMessage, userSubject } from '@parley/bus/live';
import { memoryLive } from '@parley/bus/memory-live';
import { manualClock } from '@parley/testkit/manual-clock';
import { Connection } from './connection.ts';
import { createEchoes } from './echoes.ts';

const ADA = 'ada';

/** A node with connections that the test makes, and what others hear of it. */
function start() {
  const clock = manualClock();
  const live = memoryLive((error) => {
    throw error;
  });
  const here = new Map<string, Set<Connection>>();
  const told: string[] = [];
  const heard: LiveMessage[] = [];
  live.subscribe(userSubject(ADA), (message) => void heard.push(message));
  const connectionsOf = (userId: string) => here.get(userId) ?? new Set<Connection>();
  const echoes = createEchoes({ live, clock, connectionsOf, tellOthers: (userId) => told.push(userId) });
  const connect = (id: string) => {
    const connection = new Connection(id, '192.0.2.1');
    connection.userId = ADA;
    here.set(ADA, connectionsOf(ADA).add(connection));
    return connection;
  };
  const disconnect = (connection: Connection) => {
    connectionsOf(ADA).delete(connection);
    if (connectionsOf(ADA).size === 0) echoes.forget(ADA);
  };
  const name = (alone: readonly string[] = [ADA]) => {
    echoes.naming([ADA]);
    echoes.named([ADA], new Set(alone));
  };
  /** What connections but this one are told. */
  const resync = (exceptConnection: string) => ({ kind: 'frame', frame: '{"type":"resync"}', exceptConnection }) as const;
  return { clock, echoes, connect, disconnect, name, told, heard, resync };
}

/** Sends, and is answered at once. */
function sendsWithoutEcho({ echoes }: ReturnType<typeof start>, connection: Connection): boolean {
  const spared = echoes.spare(connection);
  if (spared !== undefined) echoes.settle(spared, connection);
  return spared !== undefined;
}

test('the one connection of somebody who is nowhere else needs no echo, from the word of the presence service on', () => {
  const bed = start();
  const one = bed.connect('1');
  expect(sendsWithoutEcho(bed, one)).toBe(false);
  bed.echoes.naming([ADA]);
  expect(sendsWithoutEcho(bed, one)).toBe(false);
  bed.echoes.named([ADA], new Set([ADA]));
  expect(sendsWithoutEcho(bed, one)).toBe(true);
  expect(bed.heard).toEqual([]);
});

test('two connections here need echoes, and one again when the other is gone', () => {
  const bed = start();
  const one = bed.connect('1');
  bed.name();
  const two = bed.connect('2');
  expect([sendsWithoutEcho(bed, one), sendsWithoutEcho(bed, two)]).toEqual([false, false]);
  bed.disconnect(one);
  expect(sendsWithoutEcho(bed, two)).toBe(true);
});

test('who is found elsewhere has company, and the other node is told of this one', () => {
  const bed = start();
  const one = bed.connect('1');
  bed.name([]);
  expect(sendsWithoutEcho(bed, one)).toBe(false);
  expect(bed.told).toEqual([ADA]);
});

const MEETINGS: Readonly<Record<string, (bed: ReturnType<typeof start>) => void>> = {
  'while it is asked'({ echoes }) {
    echoes.naming([ADA]);
    echoes.heardOf(ADA);
    echoes.named([ADA], new Set([ADA]));
  },
  'after it has answered'({ echoes, name }) {
    name();
    echoes.heardOf(ADA);
  },
};

for (const [when, meet] of Object.entries(MEETINGS))
  test(`word of another node that comes ${when} counts, until they leave or are named again`, () => {
    const bed = start();
    const one = bed.connect('1');
    meet(bed);
    expect(sendsWithoutEcho(bed, one)).toBe(false);
    bed.name([]);
    expect(sendsWithoutEcho(bed, one)).toBe(false);
    bed.name();
    expect(sendsWithoutEcho(bed, one)).toBe(true);
    bed.echoes.heardOf(ADA);
    bed.disconnect(one);
    const again = bed.connect('2');
    bed.name();
    expect(sendsWithoutEcho(bed, again)).toBe(true);
  });

test('a gap of the live path ends all certainty, what is being asked too', () => {
  const bed = start();
  const one = bed.connect('1');
  bed.name();
  bed.echoes.doubtAll();
  expect(sendsWithoutEcho(bed, one)).toBe(false);
  bed.echoes.naming([ADA]);
  bed.echoes.doubtAll();
  bed.echoes.named([ADA], new Set([ADA]));
  expect(sendsWithoutEcho(bed, one)).toBe(false);
});

test('who comes to this node or another while sends are under way is told once to resync', () => {
  for (const come of ['here', 'elsewhere', 'after the sender is gone'] as const) {
    const bed = start();
    const one = bed.connect('1');
    bed.name();
    const sends = [bed.echoes.spare(one), bed.echoes.spare(one)];
    if (come === 'after the sender is gone') bed.disconnect(one);
    if (come === 'elsewhere') bed.echoes.heardOf(ADA);
    else bed.connect('2');
    expect(bed.heard).toEqual([]);
    for (const spared of sends) if (spared !== undefined) bed.echoes.settle(spared, one);
    expect(bed.heard).toEqual([bed.resync('1')]);
  }
});

test('word of a connection that comes just after an answer may be older than the message: it is told to resync; much later it is not', () => {
  const bed = start();
  const one = bed.connect('1');
  bed.name();
  sendsWithoutEcho(bed, one);
  bed.clock.advance(4_999);
  bed.echoes.heardOf(ADA);
  expect(bed.heard.splice(0)).toEqual([bed.resync('1')]);
  bed.clock.advance(1);
  bed.echoes.heardOf(ADA);
  expect(bed.heard).toEqual([]);
});

test('nothing is kept of who is not here', () => {
  const bed = start();
  bed.name();
  const one = bed.connect('1');
  expect(sendsWithoutEcho(bed, one)).toBe(false);
});
