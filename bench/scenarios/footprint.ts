import { treeMemory } from '../process-memory.ts';
import { newDataDir, removeDataDir, startServer } from '../server.ts';
import type { Measurement } from './scenario.ts';

/** Long enough for what the start left behind to be collected, ms. */
const REST_MS = 10_000;

/** First and later start, and what the program takes when nobody uses it. Uses servers of its own. */
export async function footprint(): Promise<Measurement[]> {
  const dataDir = await newDataDir();
  const first = await startServer(dataDir);
  await first.stop();
  const second = await startServer(dataDir);
  await Bun.sleep(REST_MS);
  const { pss, rss, processes } = treeMemory(second.pid);
  await second.stop();
  await removeDataDir(dataDir);
  return [
    {
      what: 'first start from an empty folder, to ready',
      value: first.readyMs / 1000,
      unit: 's',
      bar: { value: 4, better: 'less' },
    },
    { what: 'later start, to ready', value: second.readyMs / 1000, unit: 's', bar: { value: 1.5, better: 'less' } },
    {
      what: 'memory at rest, all targets, PostgreSQL included',
      value: pss / 1e6,
      unit: 'MB',
      bar: { value: 300, better: 'less' },
      note: `${processes} processes; ${(rss / 1e6).toFixed(0)} MB when shared pages count in each`,
    },
  ];
}
