import { readFileSync } from 'node:fs';
import { lineage, processTable } from './process-table.ts';

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
  const sizes = below.flatMap(memoryIfRunning);
  return {
    pss: sizes.reduce((sum, size) => sum + size.pss, 0),
    rss: sizes.reduce((sum, size) => sum + size.rss, 0),
    processes: sizes.length,
  };
}

/** A process and all that it has started, and these. */
function pidsBelow(root: number): number[] {
  const table = processTable();
  return [...table.keys()].filter((pid) => lineage(pid, table).some((at) => at === root));
}

/** Nothing for a process that has ended since it was listed, such as a worker of the database. */
function memoryIfRunning(pid: number): readonly ReturnType<typeof memoryOf>[] {
  try {
    return [memoryOf(pid)];
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return [];
    throw error;
  }
}

/** Of one process alone. */
export function memoryOf(pid: number): { readonly pss: number; readonly rss: number } {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  return { pss: kilobytes('Pss') * 1024, rss: kilobytes('Rss') * 1024 };
}
