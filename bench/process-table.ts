import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says of a process. */
export interface ProcessEntry {
  readonly parent: number;
  /** User and system time, in clock ticks. */
  readonly ticks: number;
}

/** All processes of this machine by id, read in one pass. Linux only. */
export function processTable(): ReadonlyMap<number, ProcessEntry> {
  return new Map(readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [[Number(name), entryOf(name)] as const] : [])));
}

/** A process and those above it, from below to above. */
export function* lineage(pid: number, table: ReadonlyMap<number, ProcessEntry>): Generator<number> {
  for (let at = pid; at > 1; at = table.get(at)?.parent ?? 0) yield at;
}

/** Fields 4, 14 and 15 of proc_pid_stat(5). */
function entryOf(pid: string): ProcessEntry {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    // It has ended since it was listed.
    return { parent: 0, ticks: 0 };
  }
}
