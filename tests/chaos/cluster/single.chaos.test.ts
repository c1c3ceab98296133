import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planFaults } from './plan/fault-plan.ts';
import { runChaos } from './run-chaos.ts';
import { keptSeeds } from './seeds.ts';
import { expectKept } from './testing/expect-kept.ts';
import { singleTopology } from './topology/single.ts';
import type { Topology } from './topology/topology.ts';

/** Messages a second: what the requirement asks for. */
const RATE = 2_000;
/** Of the run that is always the same; `npm run chaos -- --topology single --seed …` tries others. */
const SEED = 11;

let topology: Topology;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-chaos-history-'));
  topology = await singleTopology();
}, 60_000);
afterAll(async () => {
  await topology.close();
  rmSync(folder, { recursive: true });
}, 60_000);

describe('one process and its PostgreSQL, killed and cut off under load', () => {
  const seeds = [...keptSeeds('single').map(({ seed }) => seed), SEED];
  test.each(seeds)(
    'keep every promise with seed %d',
    async (seed) => {
      const verdict = await runChaos({
        topology,
        seed,
        folder: join(folder, String(seed)),
        rate: RATE,
        untilMs: 16_000,
        plan: planFaults({ seed, ...topology, kinds: ['kill', 'cut'] }),
        log: (line) => process.stderr.write(`${line}\n`),
      });
      expectKept(verdict, RATE);
      expect(verdict.recoveries.length).toBeGreaterThan(1);
    },
    180_000,
  );

  test('and the checker finds one acknowledged message that is taken out of the database', async () => {
    const { violations } = await runChaos({
      topology,
      seed: 0,
      folder: join(folder, 'planted'),
      rate: 500,
      untilMs: 0,
      plan: [],
      plant: 'loss',
      log: (line) => process.stderr.write(`${line}\n`),
    });
    expect(violations.filter(({ rule }) => rule === 'lost')).toHaveLength(1);
    expect(new Set(violations.map(({ rule }) => rule))).toEqual(new Set(['lost', 'gap', 'order', 'event']));
  }, 120_000);
});
