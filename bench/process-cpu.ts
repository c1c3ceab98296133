import { readdirSync, readFileSync } from 'node:fs';

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

/** User and system time of processes, each with all below it; read in one pass. */
function cpuSeconds(roots: Readonly<Record<string, number>>): CpuByName {
  const names = new Map(Object.entries(roots).map(([name, pid]) => [pid, name]));
  const all = new Map(
    readdirSync('/proc').flatMap((entry) => (/^\d+$/.test(entry) ? [[Number(entry), statOf(entry)] as const] : [])),
  );
  const used = Object.fromEntries(Object.keys(roots).map((name) => [name, 0]));
  for (const [pid, { ticks }] of all) {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) {
      const name = names.get(at);
      if (name === undefined) continue;
      used[name] = (used[name] ?? 0) + ticks / TICKS_PER_SECOND;
      break;
    }
  }
  return used;
}

/** Fields 4, 14 and 15 of proc_pid_stat(5). */
function statOf(pid: string): { readonly parent: number; readonly ticks: number } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    // It has ended since it was listed.
    return { parent: 0, ticks: 0 };
  }
}
