import { readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STOP_PATIENCE = 10_000;
const POLL = 5;

/**
 * Deals with what a killed Parley left in a data folder whose lock we now hold: a PostgreSQL that still runs is stopped, a stale
 * `postmaster.pid` is made harmless. PostgreSQL recovers from its log by itself when it is started next.
 *
 * Throws an `Error` when the old server can't be stopped.
 */
export async function clearLeftovers(dataFolder: string): Promise<void> {
  const path = join(dataFolder, 'postmaster.pid');
  const text = readIfThere(path);
  if (text === undefined) return;
  const pid = Number.parseInt(text, 10);
  if (!Number.isInteger(pid) || pid <= 0) {
    // Written only halfway: the crash came before the server did anything.
    unlinkSync(path);
    return;
  }
  if (!isAlive(pid)) return;
  if (isServerOf(pid, dataFolder)) {
    await stop(pid);
    return;
  }
  // The id went to another process since. PostgreSQL would take that one for a running server, but never its own parent; the rest of the
  // file stays, because by it PostgreSQL finds out whether a child of the old server still holds the shared memory.
  writeFileSync(path, text.replace(/^\d+/, String(process.pid)));
}

/** Waits until the process is gone, asking it first to end its sessions and write a checkpoint, then to end at once. */
async function stop(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    process.kill(pid, signal);
    const patience = performance.now() + STOP_PATIENCE;
    while (performance.now() < patience) {
      if (!isAlive(pid)) return;
      await Bun.sleep(POLL);
    }
  }
  throw new Error(`A PostgreSQL of an earlier Parley still runs (process ${pid}) and does not stop. Stop it by hand.`);
}

/** Whether a process with this id exists, whoever it belongs to. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  // A zombie that nobody reaped answers signals but holds nothing.
  return !/^\d+ \(.*\) Z /s.test(readIfThere(`/proc/${pid}/stat`) ?? '');
}

function isServerOf(pid: number, dataFolder: string): boolean {
  const commandLine =
    process.platform === 'linux'
      ? (readIfThere(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ')
      : Bun.spawnSync(['ps', '-o', 'args=', '-p', String(pid)]).stdout.toString();
  return commandLine.includes('postgres') && commandLine.includes(` ${dataFolder} `);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return undefined;
    throw error;
  }
}
