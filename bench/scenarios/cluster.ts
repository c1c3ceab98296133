import { type BootedCluster, bootCluster } from '@parley/testkit/boot-cluster';
import { generate } from '../generator.ts';
import type { DirectResult } from '../load/direct.ts';
import type { People } from '../load/main.ts';
import { watchCpu } from '../process-cpu.ts';
import { newDataDir, removeDataDir, startServer } from '../server.ts';
import { WARM_UP_MS } from './direct.ts';
import type { Measurement } from './scenario.ts';

/** Share of the single process's throughput that a cluster on the same cores must reach. */
const BAR = 2 / 3;
const WINDOW = 8;
const ENV = { PARLEY_RATE_LIMIT: 'off', PARLEY_OTP_SENDER: 'echo', PARLEY_LOG_LEVEL: 'error' };

interface Load {
  readonly people: number;
  readonly durationMs: number;
}

/**
 * Durable sends in a cluster of processes on this machine, 2 realtime and 2 message among them: by connections straight to the realtime
 * nodes, as an ingress makes them, and by way of the gateways. Two who write to each other are always on different nodes.
 *
 * The single process that they are compared with is measured just before and just after, begun anew like the cluster and warmed up as long,
 * for a machine is not as fast at all times; what counts is the mean.
 */
export async function clusterSends(load: Load): Promise<Measurement[]> {
  const before = await singleProcess(load);
  await untilWritten();
  const cluster = await bootCluster({ env: ENV });
  const results: Result[] = [];
  try {
    const people = await generate<People>({ job: 'people', baseUrl: cluster.url, count: load.people });
    const nodes = cluster.processes().filter(({ role }) => role === 'realtime');
    const straight = nodes.map(({ ports }) => `http://127.0.0.1:${ports['public']}`);
    results.push(await measure(cluster, 'straight to the realtime nodes', people, straight, load.durationMs));
    results.push(await measure(cluster, 'through the gateways', people, [cluster.url], load.durationMs));
  } finally {
    await cluster.stop();
  }
  const after = await singleProcess(load);
  const single = (before + after) / 2;
  return [
    {
      what: 'single process beside it, durable sends, 1:1',
      value: single,
      unit: 'messages/s',
      note: `before ${Math.round(before).toLocaleString('en')}, after ${Math.round(after).toLocaleString('en')}`,
    },
    ...results.flatMap((result) => toRows(result, load.people, single)),
  ];
}

/** Messages a second of one process with a new database. */
async function singleProcess({ people: count, durationMs }: Load): Promise<number> {
  await untilWritten();
  const dataDir = await newDataDir();
  try {
    const server = await startServer(dataDir);
    try {
      const { baseUrl } = server;
      const people = await generate<People>({ job: 'people', baseUrl, count });
      return throughput(await flood(baseUrl, people, [baseUrl], durationMs));
    } finally {
      await server.stop();
    }
  } finally {
    await removeDataDir(dataDir);
  }
}

/** Everybody sends as fast as they are answered, by sockets to these addresses. */
function flood(
  baseUrl: string,
  { accounts, chats }: People,
  socketUrls: readonly string[],
  durationMs: number,
): Promise<DirectResult> {
  const load = { accounts, chats, socketUrls, window: WINDOW, warmUpMs: WARM_UP_MS, durationMs };
  return generate<DirectResult>({ job: 'direct', baseUrl, ...load });
}

/** Messages a second that were both acknowledged and delivered. */
const throughput = ({ acknowledgedPerSecond, deliveredPerSecond }: DirectResult): number =>
  Math.min(acknowledgedPerSecond, deliveredPerSecond);

/** What one writes to the disk late is not to slow down the next. */
async function untilWritten(): Promise<void> {
  await Bun.spawn(['sync']).exited;
}

/** One way to the cluster. */
interface Result {
  readonly way: string;
  readonly result: DirectResult;
  /** CPU seconds of each process. */
  readonly used: Readonly<Record<string, number>>;
}

async function measure(
  cluster: BootedCluster,
  way: string,
  people: People,
  socketUrls: readonly string[],
  durationMs: number,
): Promise<Result> {
  const watch = watchCpu(Object.fromEntries(cluster.processes().map(({ name, pid }) => [name, pid])));
  const result = await flood(cluster.url, people, socketUrls, durationMs);
  watch.stop();
  return { way, result, used: watch.between(result.from, result.to) };
}

function toRows({ way, result, used }: Result, people: number, single: number): Measurement[] {
  const messages = (result.deliveredPerSecond * (result.to - result.from)) / 1000;
  const { p50, p99 } = result.delivered;
  const errors = result.errors === 0 ? '' : `, ${result.errors} ERRORS`;
  const share = ((100 * throughput(result)) / single).toFixed(0);
  const total: Measurement = {
    what: `cluster, durable sends, 1:1, ${people} connections, ${way}`,
    value: throughput(result),
    unit: 'messages/s',
    bar: { value: single * BAR, better: 'more' },
    note: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${share} % of the single process${errors}`,
  };
  return [total, ...perMessage(used, messages, result.generatorCpu / result.deliveredPerSecond)];
}

/** CPU time of each kind of process for one message, the costliest first. */
function perMessage(used: Readonly<Record<string, number>>, messages: number, generator: number): Measurement[] {
  const roles = new Map<string, number>();
  for (const [name, seconds] of Object.entries(used)) {
    const role = name.replace(/-\d+$/, '');
    roles.set(role, (roles.get(role) ?? 0) + seconds);
  }
  const costs = [...roles].map(([role, seconds]) => ({ role, value: (seconds * 1e6) / messages }));
  costs.push({ role: 'load generator', value: generator * 1e6 });
  return costs
    .filter(({ value }) => value >= 0.1)
    .toSorted((a, b) => b.value - a.value)
    .map(({ role, value }) => ({ what: `  CPU of ${role}`, value, unit: 'µs/message' }));
}
