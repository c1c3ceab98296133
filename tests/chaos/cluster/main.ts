import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from './checker/check.ts';
import { verdictLines } from './checker/print-verdict.ts';
import { readHistory } from './history/read-history.ts';
import { FAULT_KINDS, type FaultKind } from './plan/fault.ts';
import { planFaults } from './plan/fault-plan.ts';
import { runChaos } from './run-chaos.ts';
import { openTopology } from './topology/open.ts';

const USAGE = `npm run chaos -- [--seed N] [--minutes M] [--rate 2000] [--topology single|cluster] [--faults ${FAULT_KINDS.join(',')}]
                 [--people N] [--devices N] [--folder DIR] [--plant loss]
npm run chaos -- --check DIR        judge the history of an earlier run again`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    minutes: { type: 'string', default: '5' },
    rate: { type: 'string', default: '2000' },
    topology: { type: 'string', default: 'cluster' },
    faults: { type: 'string', default: FAULT_KINDS.join(',') },
    people: { type: 'string', default: '40' },
    devices: { type: 'string', default: '4' },
    folder: { type: 'string' },
    plant: { type: 'string' },
    check: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const print = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11, 23)} ${line}\n`);

async function run(): Promise<number> {
  const { topology: name, plant } = values;
  const kinds = values.faults.split(',');
  const [seed, minutes, rate, people, devices] = [
    values.seed ?? String(Date.now() % 1_000_000_000),
    values.minutes,
    values.rate,
    values.people,
    values.devices,
  ].map(Number);
  const isWrong =
    (name !== 'single' && name !== 'cluster') ||
    (plant !== undefined && plant !== 'loss') ||
    !kinds.every((kind): kind is FaultKind => FAULT_KINDS.includes(kind as FaultKind)) ||
    [seed, minutes, rate, people, devices].some((value) => !(Number.isFinite(value) && (value ?? -1) >= 0));
  if (values.help || isWrong) {
    process.stdout.write(`${USAGE}\n`);
    return values.help ? 0 : 64;
  }
  if (values.check !== undefined) {
    const verdict = await check(readHistory(values.check));
    verdictLines(verdict).forEach(print);
    return verdict.violations.length === 0 ? 0 : 1;
  }

  const folder = values.folder ?? mkdtempSync(join(tmpdir(), 'parley-chaos-history-'));
  print(`seed ${seed}, ${minutes} minutes, ${rate} messages/s, ${name}; history in ${folder}`);
  const topology = await openTopology(name as 'single' | 'cluster');
  try {
    const verdict = await runChaos({
      topology,
      seed: seed ?? 0,
      folder,
      rate: rate ?? 0,
      people: people ?? 0,
      devices: devices ?? 0,
      untilMs: (minutes ?? 0) * 60_000,
      plan: planFaults({ seed: seed ?? 0, nodes: topology.nodes, links: topology.links, kinds: kinds as FaultKind[] }),
      ...(plant === undefined ? {} : { plant: 'loss' }),
      log: print,
    });
    verdictLines(verdict).forEach(print);
    if (verdict.violations.length > 0) await Bun.write(join(folder, 'output.log'), topology.output());
    return verdict.violations.length === 0 ? 0 : 1;
  } finally {
    await topology.close();
  }
}

process.exit(await run());
