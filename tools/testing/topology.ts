import { bootCluster } from '@parley/testkit/boot-cluster';

/** What whole-system tests run against. */
export interface Topology {
  /** For the processes that run the tests. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Which files of `bun test` are meant when none is chosen; all where empty. */
  readonly files: readonly string[];
  stop(): Promise<void>;
}

/** Those that speak to a server from outside and don't care what it is made of. */
const FROM_OUTSIDE = ['tests/api/'];

/**
 * Prepares what `PARLEY_TEST_TOPOLOGY` names. `process`, the default: each test file starts a server of its own. `cluster`: one cluster is
 * started, and all share it but the tests that want settings of their own; starting some fifteen processes for each file would take
 * longer than all tests.
 */
export async function startTopology(env: Readonly<Record<string, string | undefined>>): Promise<Topology> {
  const name = env['PARLEY_TEST_TOPOLOGY'] ?? 'process';
  if (name === 'process' || name === '') return { env, files: [], stop: async () => undefined };
  if (name !== 'cluster') throw new Error(`PARLEY_TEST_TOPOLOGY is ${name}; it must be process or cluster.`);
  const cluster = await bootCluster({ env: { PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off' } });
  console.log(`A cluster of ${cluster.processes().length} processes runs at ${cluster.url}.`);
  return {
    env: { ...env, PARLEY_TEST_CLUSTER: cluster.dataDir },
    files: FROM_OUTSIDE,
    async stop() {
      const status = await cluster.stop();
      if (status !== 0) throw new Error(`The cluster ended with ${status}:\n${cluster.output()}`);
    },
  };
}
