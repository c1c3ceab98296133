import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path of a unix socket in bytes, without the closing NUL: 107 on Linux, 103 on macOS (unix(7), sys/un.h). */
const LONGEST_SOCKET_PATH = 103;

/** Name that PostgreSQL gives its socket file. */
const socketName = (port: number | ''): string => `.s.PGSQL.${port}`;
/** The longest that the name can be. */
const LONGEST_NAME = `${socketName(65_535)}.lock`;

/**
 * Makes the folder for the socket, which only `owner` and root may enter: `run` below `directory`, or a short one below the
 * system's temporary folder where the path would be too long for a socket.
 *
 * Throws an `Error` when somebody else owns the folder in the shared place.
 */
export function makeSocketFolder(directory: string, owner: { readonly uid: number; readonly gid: number }): string {
  const preferred = join(directory, 'run');
  // PostgreSQL puts a lock file beside the socket, `.lock` longer.
  const fits = Buffer.byteLength(join(preferred, LONGEST_NAME)) <= LONGEST_SOCKET_PATH;
  const folder = fits ? preferred : join(tmpdir(), `parley-${Bun.hash(directory).toString(36)}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stats = lstatSync(folder);
  if (!stats.isDirectory() || (stats.uid !== owner.uid && stats.uid !== process.getuid?.())) {
    throw new Error(`${folder} belongs to somebody else. Remove it, or set TMPDIR to a folder of your own.`);
  }
  if (stats.uid !== owner.uid) chownSync(folder, owner.uid, owner.gid);
  chmodSync(folder, 0o700);
  return folder;
}

/** Whether a file in the folder is a server's socket, or the lock beside it. */
export const isSocket = (name: string): boolean => name.startsWith(socketName(''));

/** Takes away the folder of a server that has stopped, unless something is in it. */
export function removeSocketFolder(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
