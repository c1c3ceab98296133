import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from './checker/check.ts';
import type { Recovery } from './checker/convergence.ts';
import type { Fault } from './plan/fault.ts';
import { type PlannedFault, planFaults } from './plan/fault-plan.ts';
import { runChaos } from './run-chaos.ts';
import { keptSeeds } from './seeds.ts';
import { expectKept } from './testing/expect-kept.ts';
import { clusterTopology } from './topology/cluster.ts';
import type { Topology } from './topology/topology.ts';

/** Messages a second: what the requirement asks for. A machine that can't carry it is offered what it can, and the output says so. */
const RATE = 2_000;
/** Of the run that is always the same; `npm run chaos -- --seed …` tries others. */
const SEED = 1;
const TIMEOUT = 300_000;
/** Ms between two who leave: most of them are gone before the shortest of these runs is over. */
const REMOVE_EVERY = 2_500;

let topology: Topology;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-chaos-history-'));
  topology = await clusterTopology();
}, TIMEOUT);
afterAll(async () => {
  await topology.close();
  rmSync(folder, { recursive: true });
}, TIMEOUT);

async function run(
  name: string,
  plan: Iterable<PlannedFault>,
  options: { seed?: number; untilMs?: number; quiet?: boolean } = {},
) {
  const { seed = SEED, untilMs = 120_000, quiet = false } = options;
  const verdict = await runChaos({
    ...{ topology, seed, untilMs, quiet, plan, rate: RATE, removeEveryMs: REMOVE_EVERY },
    folder: join(folder, name),
    log: (line) => process.stderr.write(`${name}: ${line}\n`),
  });
  expectKept(verdict, RATE);
  return verdict;
}

const after = (quietMs: number, fault: Fault): PlannedFault => ({ quietMs, fault });
const gone = (node: string, downMs: number): PlannedFault => after(500, { kind: 'kill', nodes: [node], downMs });

describe('a cluster under load, an engine gone', () => {
  let verdict: Verdict | undefined;
  const recoveryOf = (engine: string): Recovery => {
    const found = verdict?.recoveries.find(({ what }) => what.startsWith(`kill ${engine},`));
    if (found === undefined) throw new Error(`${engine} was never gone`);
    return found;
  };
  /** Whether messages went on while it lasted: at the very least half of what was offered over all. */
  const expectOngoing = ({ acknowledgedMeanwhile, lastedMs }: Recovery): void =>
    expect(acknowledgedMeanwhile).toBeGreaterThan(((verdict?.figures.offeredPerSecond ?? 0) * lastedMs) / 2_000);

  test(
    'nothing acknowledged is lost, and every client and consumer catches up',
    async () => {
      verdict = await run('engines', [gone('nats', 4_000), gone('redis', 3_000), gone('s3', 1_000), gone('postgres', 1_000)]);
    },
    TIMEOUT,
  );

  test('NATS: sends are acknowledged all the while, and a durable consumer misses nothing', () => {
    expectOngoing(recoveryOf('nats'));
    expect(verdict?.figures.events).toBeGreaterThan(0);
  });

  test('Redis: people still chat', () => expectOngoing(recoveryOf('redis')));

  test('S3: text goes on', () => expectOngoing(recoveryOf('s3')));
});

describe('a cluster under load', () => {
  test(
    'is restarted target by target, and no client sees an error that its SDK doesn’t hide',
    async () => {
      const verdict = await run('rolling', [after(500, { kind: 'rolling' })], { quiet: true });
      expect(verdict.figures.troubles).toBe(0);
    },
    TIMEOUT,
  );

  const seeds = [...keptSeeds('cluster').map(({ seed }) => seed), SEED];
  test.each(seeds)(
    'keeps every promise through the faults of seed %d',
    async (seed) => {
      await run(`seed-${seed}`, planFaults({ seed, ...topology, kinds: ['kill', 'pause', 'cut'] }), { seed, untilMs: 20_000 });
    },
    TIMEOUT,
  );
});
