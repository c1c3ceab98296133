import { existsSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSocket } from './socket-folder.ts';

const STOP_PATIENCE = 10_000;
const POLL = 5;

/**
 * Deals with what a killed Parley left in a data folder whose lock we now hold: a PostgreSQL that still runs is stopped, stale lock files
 * are made harmless. PostgreSQL recovers from its log by itself when it is started next.
 *
 * Throws an `Error` when the old server can't be stopped.
 */
export async function clearLeftovers(dataFolder: string, socketFolder: string): Promise<void> {
  const path = join(dataFolder, 'postmaster.pid');
  const text = readIfThere(path);
  if (text !== undefined) {
    const pid = Number.parseInt(text, 10);
    // Without a process id the crash came while it was written, before the server did anything.
    if (!Number.isInteger(pid) || pid <= 0) unlinkSync(path);
    else {
      if (isAlive(pid) && isServerOf(pid, dataFolder)) await stop(pid);
      if (existsSync(path) && answersSignals(pid)) disown(path, text);
    }
  }
  // The folder of the socket is ours alone, so with the lock of the data folder these are stale whatever they say.
  for (const name of readdirSync(socketFolder).filter(isSocket)) rmSync(join(socketFolder, name));
}

/**
 * The id in the file went to another process since, or is that of a dead server which nobody has reaped. PostgreSQL would take it for a
 * running server, but never its own parent. The rest of the file stays, because by it PostgreSQL finds out whether a child of the
 * old server still holds the shared memory.
 */
function disown(path: string, text: string): void {
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

/** Whether a process with this id runs, whoever it belongs to. A dead one that nobody has reaped doesn't. */
function isAlive(pid: number): boolean {
  return answersSignals(pid) && !/^\d+ \(.*\) Z /s.test(readIfThere(`/proc/${pid}/stat`) ?? '');
}

/** Whether the id is in use, if only by a dead process that nobody has reaped: a container often has no process for that. */
function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
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
