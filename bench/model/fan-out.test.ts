import { describe, expect, test } from 'bun:test';
import { seededRandom } from '@parley/testkit/seeded-ids';
import { distinct, type FanOut, markFanOut, messageFanOut, subscriptionsPerNode } from './fan-out.ts';
import { simulateFanOut } from './simulate-fan-out.ts';
import { ASSUMED, type Workload } from './workload.ts';

/** Share by which formula and simulation may differ: three standard errors of 30,000 rounds are below it for every figure. */
const TOLERANCE = 0.05;
const ROUNDS = 40_000;

function expectAlike(formula: FanOut, simulated: FanOut): void {
  for (const key of ['publications', 'nodeDeliveries', 'socketDeliveries'] as const)
    expect(Math.abs(formula[key] / simulated[key] - 1)).toBeLessThan(TOLERANCE);
}

describe.each([1, 4, 40, 400])('formula and simulation agree for %d nodes', (nodes) => {
  const simulated = simulateFanOut(ASSUMED, nodes, ROUNDS, seededRandom(nodes));
  test('on messages', () => expectAlike(messageFanOut(ASSUMED, nodes), simulated.messages));
  test('on marks', () => expectAlike(markFanOut(ASSUMED, nodes), simulated.marks));
});

test.each([2, 47, 48, 63, 64, 200])('they agree for chats of %d members, on either side of the thresholds', (members) => {
  const workload: Workload = { ...ASSUMED, chats: [{ members, share: 1 }] };
  const simulated = simulateFanOut(workload, 20, 500, seededRandom(members));
  expectAlike(messageFanOut(workload, 20), simulated.messages);
  expectAlike(markFanOut(workload, 20), simulated.marks);
});

test('subscriptions of a node are counted alike', () => {
  const nodes = 10;
  const people = 3_000;
  const chance = seededRandom(7);
  const workload: Workload = { ...ASSUMED, online: 1, largeChats: 2, largeChatMembers: 60, watched: 5 };
  const chats = (people * workload.largeChats) / workload.largeChatMembers;
  const draw = (from: number): number => Math.floor(chance() * from);
  const here = Array.from({ length: nodes }, () => ({ users: 0, chats: new Set<number>(), presence: new Set<number>() }));
  for (let person = 0; person < people; person++) {
    const node = here[draw(nodes)];
    if (node === undefined) throw new Error('no such node');
    node.users++;
    for (let n = 0; n < workload.largeChats; n++) node.chats.add(draw(chats));
    for (let n = 0; n < workload.watched; n++) node.presence.add(draw(people));
  }
  const formula = subscriptionsPerNode(workload, people, nodes);
  const meanOf = (of: (node: (typeof here)[number]) => number): number => here.reduce((sum, node) => sum + of(node), 0) / nodes;
  expect(meanOf(({ users }) => users) / formula.users).toBeCloseTo(1, 1);
  expect(meanOf(({ chats: set }) => set.size) / formula.chats).toBeCloseTo(1, 1);
  expect(meanOf(({ presence }) => presence.size) / formula.presence).toBeCloseTo(1, 1);
});

test('draws find what they can', () => {
  expect(distinct(10, 1)).toBeCloseTo(1);
  expect(distinct(10, 1e6)).toBeCloseTo(10);
});
