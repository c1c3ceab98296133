import { readdirSync, readFileSync } from 'node:fs';

/** Memory of a process and all below it, in bytes. */
export interface TreeMemory {
  /** Proportional set size: pages that several processes share count once altogether. */
  readonly pss: number;
  /** Resident set sizes added up: what is shared counts in each. */
  readonly rss: number;
  readonly processes: number;
}

/** Reads it from /proc; Linux only. */
export function treeMemory(root: number): TreeMemory {
  const below = pidsBelow(root);
  const sizes = below.map(memoryOf);
  return {
    pss: sizes.reduce((sum, size) => sum + size.pss, 0),
    rss: sizes.reduce((sum, size) => sum + size.rss, 0),
    processes: below.length,
  };
}

/** A process and all that it has started, and these. */
function pidsBelow(root: number): number[] {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  return [...parents.keys()].filter((pid) => isBelow(pid, root, parents));
}

/** Of one process alone. */
export function memoryOf(pid: number): { readonly pss: number; readonly rss: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { pss: kilobytes('Pss') * 1024, rss: kilobytes('Rss') * 1024 };
}

function processes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    // Ended meanwhile.
    return 0;
  }
}

function isBelow(pid: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === root) return true;
  return false;
}
