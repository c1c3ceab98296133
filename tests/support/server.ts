import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { type Contract, fetchContract } from './contract.ts';

/** A running Parley and what it says about itself. */
export interface TestServer extends BootedServer {
  readonly contract: Contract;
}

/** Ms for a test of a file that boots a server: it may ask a hundred times, on a machine that has other things to do. */
export const TEST_TIMEOUT = 60_000;

/** Starts a server that echoes codes and doesn't count requests, unless `env` says otherwise. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const server = await bootServer({ env: { PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off', ...env } });
  return { ...server, contract: await fetchContract(server.url) };
}
