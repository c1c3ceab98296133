import { readFileSync } from 'node:fs';
import { pidsBelow } from './process-memory.ts';

/** Clock ticks a second that Linux counts CPU time in, on every platform that it runs on today: `getconf CLK_TCK`. */
const TICKS_PER_SECOND = 100;
const INTERVAL = 250;

/** CPU seconds of processes with all below them, by name. Linux only. */
export type CpuByName = Readonly<Record<string, number>>;

/** Looks at processes until it is stopped. */
export interface CpuWatch {
  /** What they used between two moments of the epoch in ms, to the quarter of a second. */
  between(from: number, to: number): CpuByName;
  stop(): void;
}

/** Starts looking at what processes use, by the ids of their roots. */
export function watchCpu(roots: Readonly<Record<string, number>>): CpuWatch {
  const samples: { readonly at: number; readonly used: CpuByName }[] = [];
  const sample = (): void => {
    const used = Object.fromEntries(Object.entries(roots).map(([name, pid]) => [name, cpuSeconds(pid)]));
    samples.push({ at: Date.now(), used });
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

/** User and system time of a process and all below it. */
function cpuSeconds(root: number): number {
  return pidsBelow(root).reduce((sum, pid) => sum + ticksOf(pid), 0) / TICKS_PER_SECOND;
}

/** Fields 14 and 15 of proc_pid_stat(5). */
function ticksOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    // It has ended since it was listed.
    return 0;
  }
}
