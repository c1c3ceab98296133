import { setDefaultTimeout } from 'bun:test';
import { type BootedServer, bootServer } from '@parley/testkit/boot-server';
import { type Contract, fetchContract } from './contract.ts';

/** A running Parley and what it says about itself. */
export interface TestServer extends BootedServer {
  readonly contract: Contract;
}

/** Ms that a file's server may take to start. */
export const BOOT_TIMEOUT = 60_000;

// Of each test of a file that boots a server: these ask it a hundred times, perhaps on a machine that has other things to do.
setDefaultTimeout(30_000);

/** Starts a server that echoes codes and doesn't count requests, unless `env` says otherwise. */
export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
  const server = await bootServer({ env: { PARLEY_OTP_SENDER: 'echo', PARLEY_RATE_LIMIT: 'off', ...env } });
  return { ...server, contract: await fetchContract(server.url) };
}
