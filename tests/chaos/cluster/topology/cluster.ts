import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@parley/testkit/test-logger';
import { readArguments } from '../../../../tools/cluster/arguments.ts';
import { prepareCluster } from '../../../../tools/cluster/cluster.ts';
import { readState } from '../../../../tools/cluster/state-file.ts';
import { CHAOS_ENV } from './chaos-env.ts';
import { controlClient } from './control-client.ts';
import { type Cutter, openCutter } from './cutter.ts';
import { rewire } from './rewire.ts';
import type { Topology } from './topology.ts';

const CLIENTS = 'clients→gateway';

export interface ClusterOptions {
  /** Settings of every process. Default: those of a run under load. */
  readonly env?: Readonly<Record<string, string>>;
  /** Processes of each target; those that aren't named are as many as `npm run cluster` makes. */
  readonly replicas?: Readonly<Record<string, number>>;
  /** Folder of the build that its processes run at first. Default: this one. */
  readonly build?: string;
}

/** A whole cluster of processes, as `npm run cluster` runs it, with a cutter before its address and before what some processes talk to. */
export async function clusterTopology({ env = CHAOS_ENV, replicas = {}, build }: ClusterOptions = {}): Promise<Topology> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-chaos-'));
  // Under root the database runs as another user, who passes through it.
  chmodSync(folder, 0o711);
  const pairs = (flag: string, values: Readonly<Record<string, string | number>>): string[] =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
  const wiring = rewire();
  const flags = [...pairs('--env', env), ...pairs('--replicas', replicas), ...(build === undefined ? [] : ['--build', build])];
  const cluster = await prepareCluster(
    readArguments(['--port', '0', '--data-dir', folder, ...flags], {}),
    { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' },
    silentLogger,
    wiring.settingsOf,
  );
  await cluster.start();
  const state = readState(join(folder, 'cluster', 'state.json'));
  if (state === undefined) throw new Error('the cluster says nothing of itself');
  const control = controlClient(state.control);
  const clients = await openCutter({ host: '127.0.0.1', port: cluster.port });
  const cutters: ReadonlyMap<string, Cutter> = new Map([[CLIENTS, clients], ...wiring.cutters]);
  const cutter = (link: string): Cutter => {
    const found = cutters.get(link);
    if (found === undefined) throw new Error(`there is no link ${link}`);
    return found;
  };
  const setting = (name: string): string => {
    const value = state.settings[name];
    if (value === undefined) throw new Error(`the cluster doesn't say ${name}`);
    return value;
  };

  return {
    name: 'cluster',
    url: `http://127.0.0.1:${clients.port}`,
    nodes: state.processes.map(({ name, kind }) => ({ name, kind })),
    links: [...cutters.keys()].map((name) => ({ name })),
    events: { kind: 'nats', url: setting('PARLEY_NATS_URL') },
    postgres: { url: setting('PARLEY_POSTGRES_URL') },
    kill: (node) => control.act(node, 'kill?hold=1'),
    stop: (node) => control.act(node, 'stop'),
    start: (node, inBuild) => control.act(node, inBuild === undefined ? 'start' : `start?build=${encodeURIComponent(inBuild)}`),
    pause: (node) => control.act(node, 'pause'),
    resume: (node) => control.act(node, 'resume'),
    cut: (link, how) => cutter(link).cut(how),
    mend: (link) => cutter(link).mend(),
    output: () => state.processes.map(({ name, logFile }) => `=== ${name}\n${readFileSync(logFile, 'utf8')}`).join('\n'),
    async close() {
      await cluster.stop();
      await Promise.all([...cutters.values()].map((each) => each.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
