import { closeSync, openSync } from 'node:fs';
import { watchGroup } from './watchdog.ts';

export interface WatchedCommand {
  readonly command: readonly string[];
  /** Its whole environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Default `/`. */
  readonly cwd?: string;
  /** What it writes is added to this file, which only its owner may read. */
  readonly logFile: string;
}

/** A process that runs on its own, but not longer than we do. */
export interface WatchedProcess {
  /** Of the process, and of its process group. */
  readonly pid: number;
  /** Resolves with how it ended: its status, or the name of the signal. */
  readonly exited: Promise<string>;
}

/**
 * Starts a process in a group of its own, so that Ctrl-C at the terminal reaches only us, who stop it in order. It ends when we do, in
 * whatever way that happens.
 */
export function spawnWatched({ command, env, cwd, logFile }: WatchedCommand): WatchedProcess {
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = Bun.spawn([...command], { cwd: cwd ?? '/', stdin: 'ignore', stdout: log, stderr: log, detached: true, env });
    const callOff = watchGroup(child.pid);
    const exited = child.exited.then((status) => {
      callOff();
      return child.signalCode === null ? `status ${status}` : String(child.signalCode);
    });
    return { pid: child.pid, exited };
  } finally {
    closeSync(log);
  }
}

/** Sends a signal to a process group; one that is gone already is none to tell. */
export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
