import { type BootedCluster, bootCluster } from '@parley/testkit/boot-cluster';
import { generate } from '../generator.ts';
import type { DirectResult } from '../load/direct.ts';
import type { People } from '../load/main.ts';
import { watchCpu } from '../process-cpu.ts';
import { WARM_UP_MS } from './direct.ts';
import type { Measurement } from './scenario.ts';

/** Share of the single process's throughput that a cluster on the same cores must reach. */
const BAR = 2 / 3;
const WINDOW = 8;
const ENV = { PARLEY_RATE_LIMIT: 'off', PARLEY_OTP_SENDER: 'echo', PARLEY_LOG_LEVEL: 'error' };

interface Load {
  readonly people: number;
  readonly durationMs: number;
  /** Messages a second of the single process, measured in the same run by the same load; 0 where that was not asked for. */
  readonly single: number;
}

/**
 * Durable sends in a cluster of processes on this machine, 2 realtime and 2 message among them: by connections straight to the realtime
 * nodes, as an ingress makes them, and by way of the gateways. Two who write to each other are always on different nodes.
 */
export async function clusterSends({ people: count, durationMs, single }: Load): Promise<Measurement[]> {
  const cluster = await bootCluster({ env: ENV });
  try {
    const people = await generate<People>({ job: 'people', baseUrl: cluster.url, count });
    const nodes = cluster.processes().filter(({ role }) => role === 'realtime');
    const straight = nodes.map(({ ports }) => `http://127.0.0.1:${ports['public']}`);
    return [
      ...(await measure(cluster, 'straight to the realtime nodes', people, straight, durationMs, single)),
      ...(await measure(cluster, 'through the gateways', people, [cluster.url], durationMs, single)),
    ];
  } finally {
    await cluster.stop();
  }
}

async function measure(
  cluster: BootedCluster,
  way: string,
  { accounts, chats }: People,
  socketUrls: readonly string[],
  durationMs: number,
  single: number,
): Promise<Measurement[]> {
  const watch = watchCpu(Object.fromEntries(cluster.processes().map(({ name, pid }) => [name, pid])));
  const load = { accounts, chats, socketUrls, window: WINDOW, warmUpMs: WARM_UP_MS, durationMs };
  const result = await generate<DirectResult>({ job: 'direct', baseUrl: cluster.url, ...load });
  watch.stop();
  const messages = (result.deliveredPerSecond * (result.to - result.from)) / 1000;
  const { p50, p99 } = result.delivered;
  const errors = result.errors === 0 ? '' : `, ${result.errors} ERRORS`;
  const total: Measurement = {
    what: `cluster, durable sends, 1:1, ${accounts.length} connections, ${way}`,
    value: Math.min(result.acknowledgedPerSecond, result.deliveredPerSecond),
    unit: 'messages/s',
    ...(single > 0 ? { bar: { value: single * BAR, better: 'more' as const } } : {}),
    note: `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${single > 0 ? `, ${((100 * result.deliveredPerSecond) / single).toFixed(0)} % of the single process` : ''}${errors}`,
  };
  return [total, ...perMessage(watch.between(result.from, result.to), messages, result.generatorCpu / result.deliveredPerSecond)];
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
