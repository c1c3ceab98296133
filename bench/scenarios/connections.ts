import { generate, holdIdle } from '../generator.ts';
import { memoryOf } from '../process-memory.ts';
import type { Scenario } from './scenario.ts';

/** Below the limit of open files that a process commonly has, and of the sessions' connections. */
const IDLE = 7_000;

/** What a connection costs that does nothing. */
export const idleConnections: Scenario = async ({ server, people }) => {
  // The heap grows in steps; a first wave makes the second pay only for itself.
  const first = await holdIdle({
    job: 'idle',
    baseUrl: server.baseUrl,
    accounts: people.accounts,
    count: people.accounts.length,
  });
  await Bun.sleep(2_000);
  const before = memoryOf(server.pid).rss;
  const second = await holdIdle({
    job: 'idle',
    baseUrl: server.baseUrl,
    accounts: people.accounts,
    count: IDLE - people.accounts.length,
  });
  await Bun.sleep(5_000);
  const perConnection = (memoryOf(server.pid).rss - before) / (IDLE - people.accounts.length) / 1024;
  await Promise.all([first(), second()]);
  return [
    {
      what: `memory per idle connection, authenticated and subscribed (${IDLE} connections)`,
      value: perConnection,
      unit: 'KB',
      bar: { value: 6, better: 'less' },
    },
  ];
};

/** Everybody is cut off at once and comes back within the jitter, with a sync each. */
export const reconnectStorm: Scenario = async ({ server, people }) => {
  const { clients, allBackMs } = await generate<{ clients: number; allBackMs: number }>({
    job: 'storm',
    baseUrl: server.baseUrl,
    accounts: people.accounts,
    jitterMs: 1_000,
  });
  return [
    { what: `${clients} clients dropped at once, back with 1 s of jitter and a sync each`, value: allBackMs / 1000, unit: 's' },
  ];
};
