import { readdirSync, readFileSync } from 'node:fs';

/** Sends a signal to a process and to all that descend from it: PostgreSQL's processes are each a group of their own. */
export function signalTree(pid: number, signal: NodeJS.Signals): void {
  for (const member of [pid, ...descendants(pid)]) {
    try {
      process.kill(member, signal);
    } catch (error) {
      // One that ended since is none to tell.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}

function descendants(pid: number): number[] {
  const children = new Map<number, number[]>();
  for (const [child, parent] of processes()) children.set(parent, [...(children.get(parent) ?? []), child]);
  const found: number[] = [];
  for (const queue = [pid]; queue.length > 0; ) {
    const next = children.get(queue.pop() ?? 0) ?? [];
    found.push(...next);
    queue.push(...next);
  }
  return found;
}

/** Every process of the machine with its parent. A bare Linux may have no `ps`. */
function processes(): (readonly [number, number])[] {
  if (process.platform === 'linux') {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        // The name, in parentheses, may hold anything; state and parent follow it (proc_pid_stat(5)).
        const parent = /^.*\) \S (\d+)/s.exec(statOf(name))?.[1];
        return parent === undefined ? [] : [[Number(name), Number(parent)] as const];
      });
  }
  const table = Bun.spawnSync(['ps', '-A', '-o', 'pid=,ppid=']).stdout.toString().trim().split('\n');
  return table.map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It ended since.
    return '';
  }
}
