import { type BootedCluster, bootCluster } from '@parley/testkit/boot-cluster';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { readClusterLogs, readClusterReport } from '@parley/testkit/cluster-processes';
import { type Contract, fetchContract } from './contract.ts';

/** A running Parley and what it says about itself. */
export interface TestServer extends BootedServer {
  readonly contract: Contract;
  /** The figures of all of its processes, in the format of Prometheus. */
  metrics(): Promise<string>;
}

/** Ms for a test of a file that boots a server: it may ask a hundred times, on a machine that has other things to do. */
export const TEST_TIMEOUT = process.env['PARLEY_TEST_TOPOLOGY'] === 'cluster' ? 180_000 : 60_000;

/** What tests need to sign people up by the dozen. */
export const TEST_ENV = { PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off' };

/**
 * Starts a server that echoes codes and doesn't count requests, unless `env` says otherwise. With `PARLEY_TEST_TOPOLOGY=cluster` that is
 * a cluster of processes: the one that the test run shares (`PARLEY_TEST_CLUSTER`, its data folder), or, for settings of its own,
 * another.
 */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const server = await boot(env);
  return { ...server, contract: await fetchContract(server.url) };
}

async function boot(env: Readonly<Record<string, string>>): Promise<Omit<TestServer, 'contract'>> {
  const shared = process.env['PARLEY_TEST_CLUSTER'];
  if (process.env['PARLEY_TEST_TOPOLOGY'] !== 'cluster') {
    const server = await bootServer({ env: { ...TEST_ENV, ...env } });
    return { ...server, metrics: async () => (await fetch(`${server.url}/metrics`)).text() };
  }
  if (shared !== undefined && shared !== '' && Object.keys(env).length === 0) return sharedCluster(shared);
  const cluster = await bootCluster({ env: { ...TEST_ENV, ...env } });
  return { ...cluster, metrics: () => clusterMetrics(cluster.processes()) };
}

/** It belongs to the run, so nobody who tests stops it. */
function sharedCluster(dataDir: string): Omit<TestServer, 'contract'> {
  const report = readClusterReport(dataDir);
  return {
    url: report.url,
    pid: report.pid,
    dataDir,
    output: () => readClusterLogs(report),
    metrics: () => clusterMetrics(readClusterReport(dataDir).processes),
    stop: async () => 0,
    kill: () => Promise.reject(new Error('other tests use this cluster too')),
  };
}

async function clusterMetrics(processes: ReturnType<BootedCluster['processes']>): Promise<string> {
  const targets = processes.filter(({ kind }) => kind === 'target');
  const texts = targets.map(async ({ ports }) => (await fetch(`http://127.0.0.1:${ports['internal']}/metrics`)).text());
  return (await Promise.all(texts)).join('\n');
}
