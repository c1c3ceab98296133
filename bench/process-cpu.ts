import { lineage, processTable } from './process-table.ts';

/** Clock ticks a second that Linux counts CPU time in, on every platform that it runs on today: `getconf CLK_TCK`. */
const TICKS_PER_SECOND = 100;
/** Ms; looking costs some milliseconds each time, which nobody else is to miss. */
const INTERVAL = 1_000;

/** CPU seconds of processes with all below them, by name. Linux only. */
export type CpuByName = Readonly<Record<string, number>>;

/** Looks at processes until it is stopped. */
export interface CpuWatch {
  /** What they used between two moments of the epoch in ms, to the second. */
  between(from: number, to: number): CpuByName;
  stop(): void;
}

/** Starts looking at what processes use, by the ids of their roots. */
export function watchCpu(roots: Readonly<Record<string, number>>): CpuWatch {
  const samples: { readonly at: number; readonly used: CpuByName }[] = [];
  const sample = (): void => {
    samples.push({ at: Date.now(), used: cpuSeconds(roots) });
  };
  sample();
  const timer = setInterval(sample, INTERVAL);
  const nearest = (at: number): CpuByName => samples.toSorted((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0]?.used ?? {};
  return {
    between(from, to) {
      const [before, after] = [nearest(from), nearest(to)];
      return Object.fromEntries(Object.keys(roots).map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]));
    },
    stop: () => clearInterval(timer),
  };
}

/** User and system time of processes, each with all below it. */
function cpuSeconds(roots: Readonly<Record<string, number>>): CpuByName {
  const names = new Map(Object.entries(roots).map(([name, pid]) => [pid, name]));
  const used = Object.fromEntries(Object.keys(roots).map((name) => [name, 0]));
  const table = processTable();
  for (const [pid, { ticks }] of table) {
    const root = lineage(pid, table).find((at) => names.has(at));
    const name = root === undefined ? undefined : names.get(root);
    if (name !== undefined) used[name] = (used[name] ?? 0) + ticks / TICKS_PER_SECOND;
  }
  return used;
}
