import { readFileSync } from 'node:fs';
import type { Logger } from '@parley/kernel/logger';
import type { ClusterState } from './state-file.ts';

/** Ms that what a killed cluster left may take to end by itself: it has noticed, and ends in order. */
const PATIENCE = 12_000;
const POLL = 20;

/**
 * Waits until the processes of a cluster that was killed are gone, and ends those that stay. PostgreSQL's own start deals with an
 * old PostgreSQL.
 */
export async function awaitLeftovers(state: ClusterState, root: string, logger: Logger): Promise<void> {
  const left = (): number[] =>
    state.processes.filter(({ name, pid }) => name !== 'postgres' && pid > 0 && isOurs(pid, root)).map(({ pid }) => pid);
  if (left().length === 0) return;
  logger.info({ processes: left().length }, 'a cluster that was killed left processes; waiting for them to end');
  const until = performance.now() + PATIENCE;
  while (left().length > 0) {
    if (performance.now() > until) {
      for (const pid of left()) process.kill(pid, 'SIGKILL');
    }
    await Bun.sleep(POLL);
  }
}

/** Whether a process names the data folder on its command line: a process id may have gone to somebody else since. */
function isOurs(pid: number, root: string): boolean {
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        : Bun.spawnSync(['ps', '-o', 'args=', '-p', String(pid)]).stdout.toString();
    return command.includes(root);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return false;
    throw error;
  }
}
