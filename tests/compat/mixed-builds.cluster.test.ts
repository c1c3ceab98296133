import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createParley } from '@parley/client/parley';
import { memoryStore } from '@parley/client/store/memory';
import type { Fault } from '../chaos/cluster/plan/fault.ts';
import { runChaos } from '../chaos/cluster/run-chaos.ts';
import { expectKept } from '../chaos/cluster/testing/expect-kept.ts';
import { clusterTopology } from '../chaos/cluster/topology/cluster.ts';
import type { Topology } from '../chaos/cluster/topology/topology.ts';
import { previousSdk } from './frozen.ts';
import { type InstalledBuild, installPreviousNode } from './previous-node.ts';
import { createRecorder } from './recorder.ts';
import { liveThroughADay, type Sdk } from './session.ts';

// A cluster of the previous build becomes one of today's, process by process, while people chat. The tests are its stages, in their order.

setDefaultTimeout(240_000);
const TODAY = new URL('../..', import.meta.url).pathname;
/** Messages a second. */
const RATE = 1_000;
/** One of everything that there are two of, and half of what there is one of: each build calls the other. */
const FIRST_HALF = ['gateway-1', 'realtime-1', 'message-2', 'auth-1', 'presence-1', 'processor-1'];

let previous: InstalledBuild;
let folder: string;
let cluster: Topology;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-mixed-'));
  previous = installPreviousNode();
  cluster = await clusterTopology({ build: previous.folder });
});
afterAll(async () => {
  await cluster.close();
  previous.remove();
  rmSync(folder, { recursive: true });
});

/** Under load, with clients that must see no error which their SDK doesn't hide. */
async function change(name: string, fault: Fault): Promise<void> {
  const verdict = await runChaos({
    ...{ topology: cluster, seed: 1, untilMs: 120_000, quiet: true, rate: RATE, removeEveryMs: 2_000 },
    folder: join(folder, name),
    plan: [{ quietMs: 500, fault }],
    log: (line) => process.stderr.write(`${name}: ${line}\n`),
  });
  expectKept(verdict, RATE);
  expect(verdict.figures.troubles).toBe(0);
}

let days = 0;
async function expectAGoodDay(sdk: Sdk): Promise<void> {
  const run = String(500_000 + days++);
  const endings = await liveThroughADay(sdk, cluster.url, { run, transportOf: createRecorder().transportOf });
  expect(endings).toHaveLength(4);
  for (const { held, stored } of endings) {
    expect(stored.length).toBeGreaterThan(1);
    expect(held).toEqual(stored);
  }
}

test('half of it becomes today’s, under load', () => change('half', { kind: 'rolling', nodes: FIRST_HALF, build: TODAY }));

test('people with the previous client and with today’s live a day with both builds at once', async () => {
  // Several times, as it is chance which processes a connection and a chat get.
  for (let round = 0; round < 3; round++) {
    await expectAGoodDay(await previousSdk());
    await expectAGoodDay({ createParley, memoryStore });
  }
});

test('a process of the previous build that ends comes back beside today’s', () =>
  change('back', { kind: 'rolling', nodes: ['message-1', 'realtime-2'] }));

test('the rest becomes today’s, under load', async () => {
  const rest = cluster.nodes.filter(({ kind, name }) => kind === 'target' && !FIRST_HALF.includes(name)).map(({ name }) => name);
  expect(rest.length).toBeGreaterThan(5);
  await change('rest', { kind: 'rolling', nodes: rest, build: TODAY });
});
