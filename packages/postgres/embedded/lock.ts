import { SQLiteError, Database as Sqlite } from 'bun:sqlite';

/** A hold on a folder that ends with the process, however it ends. */
export interface FolderLock {
  release(): void;
}

/** Somebody else holds the lock. */
export class FolderInUse extends Error {
  constructor(path: string, cause: unknown) {
    super(`Another Parley is using this data folder (${path} is locked). Stop it, or choose another --data-dir.`, { cause });
    this.name = 'FolderInUse';
  }
}

/**
 * The locks of this process. A file that nobody refers to is closed by the garbage collector, and its lock is gone: a lock holds
 * until it is released or the process ends, whether or not its taker keeps it.
 */
const held = new Set<Sqlite>();

/**
 * Takes the exclusive lock on `path`. The runtime has no file locks of its own, but SQLite takes one on its file, which the kernel
 * drops when the process dies; unlike a file with a process id it can't be left behind.
 *
 * Throws `FolderInUse` when another process, or this one, holds it.
 */
export function lockFolder(path: string): FolderLock {
  const file = new Sqlite(path, { create: true });
  try {
    file.run('PRAGMA busy_timeout = 0');
    file.run('PRAGMA locking_mode = EXCLUSIVE');
    file.run('BEGIN EXCLUSIVE');
    held.add(file);
  } catch (cause) {
    file.close();
    if (cause instanceof SQLiteError && cause.code === 'SQLITE_BUSY') throw new FolderInUse(path, cause);
    throw cause;
  }
  return {
    release() {
      held.delete(file);
      file.run('ROLLBACK');
      file.close();
    },
  };
}
